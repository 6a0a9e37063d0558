import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { RoomLink } from '../../address/link.tsx';
import { useSetView, useView } from '../../address/view.ts';
import type { Certificate } from '../../api/certificates.ts';
import { useAsk, useBook } from '../../api/queries.ts';
import { showDay, todayIn } from '../../money/dates.ts';
import { ChannelName } from '../../ui/channel.tsx';
import { Figure } from '../../ui/figure.tsx';
import { RoomPage } from '../../ui/room.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { answerOf } from './answer.ts';
import { DayTable } from './day-table.tsx';
import { HeatMap } from './heat-map.tsx';
import { type Accuracy, accuracyOf, byChannel, showShare, sumUp, VERDICTS } from './measure.ts';
import { LENGTHS, type Range, rangeOf } from './range.ts';
import { RecognitionChooser } from './recognition-chooser.tsx';
import { WaitsTable } from './waits-table.tsx';

/** Days are certified beside the books, so that the live stream does not tell of it. */
const LOOK_EVERY_MS = 15_000;

/** Do the books hold what the shops say, channel by channel and day by day? */
export function AccuracyRoom() {
  const view = useView();
  const { data: book } = useBook();
  const today = todayIn(book?.zone ?? 'UTC');
  const range = rangeOf(view, today);
  const { from, to } = range;
  const certificates = useAsk<readonly Certificate[]>(
    ['certificates'],
    { from, to },
    { enabled: book !== undefined, refetchInterval: LOOK_EVERY_MS },
  );
  return (
    <RoomPage
      title="Accuracy"
      answer={
        certificates.data === undefined
          ? 'Do the books hold what the shops say?'
          : certificates.data.length === 0
            ? 'No day has been compared with a shop yet.'
            : answerOf(overall(certificates.data, range, today), byChannel(certificates.data).size)
      }
      actions={<RangePicker range={range} today={today} />}
    >
      <Loaded query={certificates} lines={10}>
        {(list) =>
          list.length === 0 ? (
            <NothingYet />
          ) : (
            <>
              <Verdicts certificates={list} range={range} today={today} />
              <RecognitionChooser channels={[...byChannel(list).keys()]} range={range} />
            </>
          )
        }
      </Loaded>
      <WaitsTable />
    </RoomPage>
  );
}

const overall = (certificates: readonly Certificate[], range: Range, today: string) =>
  sumUp([...byChannel(certificates).values()].map((days) => accuracyOf(days, range, today)));

const NothingYet = () => (
  <Empty title="No certificates of these days" action={<RoomLink room="connections">See the connections</RoomLink>}>
    Of every connected store each day is compared: which orders the shop counts and what they come to, against the
    books. The first verdicts come when its history has been read.
  </Empty>
);

function RangePicker({ range, today }: { readonly range: Range; readonly today: string }) {
  const setView = useSetView();
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label="How many days"
        value={range.days}
        onChange={(event) => setView({ days: event.currentTarget.value }, 'push')}
        data={LENGTHS.map((value) => ({ value, label: `${value} days` }))}
      />
      <UntilDay to={range.to} today={today} />
    </>
  );
}

/** The first day that the server takes; a year that is being typed lies before it. */
const FIRST = '1900-01-01';

/** What is typed counts once it is a day that has come: on the way to it one passes through others. */
function UntilDay({ to, today }: { readonly to: string; readonly today: string }) {
  const setView = useSetView();
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      size="xs"
      type="date"
      aria-label="Up to the day"
      value={typed ?? to}
      max={today}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        if (value >= FIRST && value <= today) setView({ until: value });
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

interface VerdictsProps {
  readonly certificates: readonly Certificate[];
  readonly range: Range;
  readonly today: string;
}

function Verdicts({ certificates, range, today }: VerdictsProps) {
  const { days, until } = useView();
  const [isTable, setTable] = useState(false);
  const channels = [...byChannel(certificates)];
  const all = overall(certificates, range, today);
  return (
    <>
      <dl className="figures">
        <Figure name="Sync accuracy" below={formulaOf(all, channels.length)}>
          {showShare(all)}
        </Figure>
        {channels.length < 2
          ? null
          : channels.map(([channel, each]) => (
              <ChannelAccuracy key={channel} channel={channel} accuracy={accuracyOf(each, range, today)} />
            ))}
      </dl>
      <div className="section-head">
        <h2 className="section-title">
          {showDay(range.from)} – {showDay(range.to)}
        </h2>
        <Button size="compact-xs" variant="default" onClick={() => setTable(!isTable)}>
          {isTable ? 'As a calendar' : 'As a table'}
        </Button>
      </div>
      <Legend />
      {isTable ? (
        <DayTable certificates={certificates} view={{ days, until }} />
      ) : (
        <div className="heat-maps">
          {channels.map(([channel, each]) => (
            <section key={channel}>
              <h3>
                <ChannelName channel={channel} />
              </h3>
              <HeatMap channel={channel} days={each} range={range} view={{ days, until }} />
            </section>
          ))}
        </div>
      )}
    </>
  );
}

/** Where several channels are compared, each has days of its own. */
const formulaOf = ({ certified, over }: Accuracy, channels: number) =>
  channels > 1
    ? `certified days of channels ÷ those that are over = ${certified} ÷ ${over}`
    : `certified days ÷ days that are over = ${certified} ÷ ${over}`;

const ChannelAccuracy = ({ channel, accuracy }: { readonly channel: string; readonly accuracy: Accuracy }) => (
  <Figure name={<ChannelName channel={channel} />} below={`${accuracy.certified} ÷ ${accuracy.over}`}>
    {showShare(accuracy)}
  </Figure>
);

/** The signs of the calendars, in words. */
const Legend = () => (
  <ul className="legend small">
    {Object.entries(VERDICTS).map(([verdict, { tone, sign, means }]) => (
      <li key={verdict}>
        <span className="heat-day" data-tone={tone} aria-hidden="true">
          {sign}
        </span>
        <span>
          <strong>{verdict}</strong> <span className="quiet">{means}</span>
        </span>
      </li>
    ))}
  </ul>
);
