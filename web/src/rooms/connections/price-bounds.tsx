import { Button, Checkbox, Modal, Radio, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useBookName } from '../../address/view.ts';
import { apiPath, deleteJson, postJson } from '../../api/client.ts';
import { useRefresh } from '../../api/queries.ts';
import { usePriceBounds } from '../../api/store-queries.ts';
import type { PriceBounds } from '../../api/stores.ts';
import { Failure } from '../../ui/states.tsx';

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

/** Sets how much prices may change: of all channels, or of this one. */
function BoundsDialog({ channel, bounds, onClose }: Props) {
  const book = useBookName();
  const refresh = useRefresh();
  const [scope, setScope] = useState(bounds.channel === null ? 'book' : 'channel');
  const [rise, setRise] = useState(textOf(bounds.rise));
  const [fall, setFall] = useState(textOf(bounds.fall));
  const [noPrice, setNoPrice] = useState(bounds.noPrice);
  const path = ['books', book, 'prices', 'bounds'];
  const save = useMutation({
    mutationFn: async () => {
      // Else its own would go on to hold.
      if (scope === 'book' && bounds.channel !== null) await deleteJson(apiPath(path, { channel }));
      const body = { channel: scope === 'book' ? null : channel, rise: boundOf(rise), fall: boundOf(fall), noPrice };
      return await postJson(apiPath(path), body);
    },
    onSuccess: async () => {
      await refresh();
      onClose();
    },
  });
  const faults = { rise: faultOf(rise, 10_000), fall: faultOf(fall, 99) };
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (faults.rise === null && faults.fall === null) save.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      lockScroll={false}
      attributes={{ content: { 'aria-label': 'Bounds of prices' } }}
    >
      <form className="dialog" onSubmit={send} noValidate>
        <h2>How much may a price change?</h2>
        <p className="quiet">Beyond that you are told. Nothing is booked or changed by it, and it holds from now on.</p>
        <TextInput
          label="Up, in percent"
          description="100: to double of it passes. Empty: as much as it likes."
          inputMode="numeric"
          value={rise}
          error={faults.rise}
          onChange={(event) => setRise(event.currentTarget.value.trim())}
          data-autofocus
        />
        <TextInput
          label="Down, in percent"
          description="50: to half of it passes. Empty: as much as it likes."
          inputMode="numeric"
          value={fall}
          error={faults.fall}
          onChange={(event) => setFall(event.currentTarget.value.trim())}
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
        {save.error ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}

const textOf = (bound: number | null) => (bound === null ? '' : String(bound));
const boundOf = (text: string) => (text === '' ? 'off' : Number.parseInt(text, 10));

function faultOf(text: string, most: number): string | null {
  if (text === '') return null;
  const percent = PERCENT.test(text) ? Number.parseInt(text, 10) : 0;
  return percent >= 1 && percent <= most ? null : `A whole number from 1 to ${most}`;
}
