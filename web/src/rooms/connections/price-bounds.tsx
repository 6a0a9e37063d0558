import { Button, Checkbox, Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useBookName } from '../../address/view.ts';
import { apiPath, deleteJson, postJson } from '../../api/client.ts';
import type { PriceBounds } from '../../api/prices.ts';
import { useAction } from '../../api/queries.ts';
import { usePriceBounds } from '../../api/store-queries.ts';
import { Dialog } from '../../ui/dialog.tsx';

/** How much prices of a channel may change, in a sentence, and where that is set. */
export function BoundsLine({ channel }: { readonly channel: string }) {
  const { data: all = [] } = usePriceBounds();
  const [isAsked, setAsked] = useState(false);
  const bounds = all.find((each) => each.channel === channel) ?? all[0];
  if (bounds === undefined) return null;
  return (
    <p className="quiet small bounds-line">
      <span>{sentenceOf(bounds)}</span>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => setAsked(true)}
        aria-label={`Change the bounds of prices: ${channel}`}
      >
        Change …
      </Button>
      {isAsked ? <BoundsDialog channel={channel} bounds={bounds} onClose={() => setAsked(false)} /> : null}
    </p>
  );
}

function sentenceOf({ rise, fall, noPrice }: PriceBounds): string {
  const parts = [
    rise === null ? '' : `more than ${rise} % up`,
    fall === null ? '' : `more than ${fall} % down`,
    noPrice ? 'gone or zero' : '',
    'in another currency',
  ].filter(Boolean);
  return `You are told of a price that is ${parts.join(', ').replace(/, ([^,]*)$/, ' or $1')}.`;
}

interface Props {
  readonly channel: string;
  readonly bounds: PriceBounds;
  readonly onClose: () => void;
}

const PERCENT = /^\d{1,5}$/;
const RISE_MAX = 10_000;
const FALL_MAX = 99;

/** Sets how much prices may change: of all channels, or of this one. */
function BoundsDialog({ channel, bounds, onClose }: Props) {
  const book = useBookName();
  const [scope, setScope] = useState(bounds.channel === null ? 'book' : 'channel');
  const [rise, setRise] = useState(textOf(bounds.rise));
  const [fall, setFall] = useState(textOf(bounds.fall));
  const [noPrice, setNoPrice] = useState(bounds.noPrice);
  const path = ['books', book, 'prices', 'bounds'];
  const save = useAction(async () => {
    const body = { channel: scope === 'book' ? null : channel, rise: boundOf(rise), fall: boundOf(fall), noPrice };
    await postJson(apiPath(path), body);
    // Else its own would go on to hold.
    if (scope === 'book' && bounds.channel !== null) await deleteJson(apiPath(path, { channel }));
  }, onClose);
  const faults = { rise: faultOf(rise, RISE_MAX), fall: faultOf(fall, FALL_MAX) };
  const send = () => {
    if (faults.rise === null && faults.fall === null) save.mutate();
  };
  return (
    <Dialog
      label="Bounds of prices"
      title="How much may a price change?"
      deed={{ name: 'Save', onDo: send, action: save }}
      onClose={onClose}
    >
      <p className="quiet">Beyond that you are told. Nothing is booked or changed by it, and it holds from now on.</p>
      <PercentInput
        label="Up, in percent"
        description="100: to double of it passes. Empty: as much as it likes."
        value={rise}
        fault={faults.rise}
        onChange={setRise}
        isFirst
      />
      <PercentInput
        label="Down, in percent"
        description="50: to half of it passes. Empty: as much as it likes."
        value={fall}
        fault={faults.fall}
        onChange={setFall}
      />
      <Checkbox
        label="Tell me when a price is gone or zero"
        checked={noPrice}
        onChange={(event) => setNoPrice(event.currentTarget.checked)}
      />
      <Radio.Group label="For" value={scope} onChange={setScope}>
        <div className="options">
          <Radio value="book" label="all stores that have no bounds of their own" />
          <Radio value="channel" label={<>{channel} alone</>} />
        </div>
      </Radio.Group>
    </Dialog>
  );
}

interface PercentProps {
  readonly label: string;
  readonly description: string;
  readonly value: string;
  readonly fault: string | null;
  readonly onChange: (value: string) => void;
  /** It has the focus at first. */
  readonly isFirst?: boolean;
}

const PercentInput = ({ fault, onChange, isFirst = false, ...input }: PercentProps) => (
  <TextInput
    {...input}
    inputMode="numeric"
    error={fault}
    onChange={(event) => onChange(event.currentTarget.value.trim())}
    data-autofocus={isFirst || undefined}
  />
);

const textOf = (bound: number | null) => (bound === null ? '' : String(bound));
const boundOf = (text: string) => (text === '' ? 'off' : Number.parseInt(text, 10));

function faultOf(text: string, most: number): string | null {
  if (text === '') return null;
  const percent = PERCENT.test(text) ? Number.parseInt(text, 10) : 0;
  return percent >= 1 && percent <= most ? null : `A whole number from 1 to ${most}`;
}
