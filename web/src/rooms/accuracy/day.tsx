import { Button } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { certificateRoom, RoomLink } from '../../address/link.tsx';
import { useView } from '../../address/view.ts';
import type { Certificate } from '../../api/certificates.ts';
import { useAsk, useBook } from '../../api/queries.ts';
import { useCertify } from '../../api/store-queries.ts';
import { addDays, plural, showDay, showInstant, todayIn } from '../../money/dates.ts';
import { RoomPage, State } from '../../ui/room.tsx';
import { Empty, Failure, Loaded } from '../../ui/states.tsx';
import { DifferingTable, SumsTable } from './day-sides.tsx';
import { VERDICTS } from './measure.ts';
import { RecognitionPanel } from './recognition.tsx';
import { ordersIn } from './sums.ts';

/** One day of one channel: what the shop counts, what the books hold, and which orders differ. */
export function DayRoom() {
  const { channel = '', day = '' } = useParams({ strict: false });
  const { days, until } = useView();
  const { data: book } = useBook();
  const certificates = useAsk<readonly Certificate[]>(['certificates'], { from: day, to: day });
  const found = certificates.data?.find((each) => each.channel === channel);
  const neighbour = (by: number) => certificateRoom(channel, addDays(day, by));
  return (
    <RoomPage
      title={`${channel}, ${showDay(day)}`}
      up={{ room: 'accuracy', title: 'Accuracy' }}
      answer={found === undefined ? undefined : <Answer certificate={found} />}
      actions={
        <>
          <RoomLink room={neighbour(-1)} view={{ days, until }} className="button plain-button">
            ‹ Day before
          </RoomLink>
          {day < todayIn(book?.zone ?? 'UTC') ? (
            <RoomLink room={neighbour(1)} view={{ days, until }} className="button plain-button">
              Day after ›
            </RoomLink>
          ) : null}
        </>
      }
    >
      <Loaded query={certificates}>
        {() =>
          found === undefined ? (
            <Empty title="This day has not been compared yet">
              Days are compared by themselves from the store’s first day on. You can have this one asked now.
            </Empty>
          ) : (
            <Sides certificate={found} />
          )
        }
      </Loaded>
      <AskAgain key={`${channel} ${day}`} channel={channel} day={day} />
      <h2 className="section-title">From placed to recognised</h2>
      <RecognitionPanel channel={channel} from={day} to={day} />
    </RoomPage>
  );
}

function Answer({ certificate: { verdict, theirs, differing } }: { readonly certificate: Certificate }) {
  const orders = ordersIn(theirs);
  return (
    <>
      <State tone={VERDICTS[verdict].tone}>{verdict}</State>{' '}
      {differing.length === 0
        ? orders === 0
          ? 'The shop counts no order on this day, and the books hold none.'
          : `The shop and the books agree on ${plural(orders, 'order')}${verdict === 'certified' ? '' : ' so far'}.`
        : `${plural(differing.length, 'order differs', 'orders differ')} between the shop and the books.`}
    </>
  );
}

function Sides({ certificate }: { readonly certificate: Certificate }) {
  const { data: book } = useBook();
  const zone = book?.zone ?? 'UTC';
  const { madeAt, age, nextAt, differing, verdict, problem } = certificate;
  return (
    <>
      <SumsTable certificate={certificate} />
      {differing.length === 0 ? null : (
        <>
          <DifferingTable certificate={certificate} />
          <p className="explained day-hint">
            {verdict === 'broken'
              ? 'Each was read again and differs all the same. It stands under Differences too, where it can be accepted.'
              : 'Each has been asked for again by itself. If it still differs then, the day is broken.'}
          </p>
        </>
      )}
      <dl className="facts day-facts">
        {problem === null ? null : (
          <div>
            <dt>Not counted</dt>
            <dd>{problem}</dd>
          </div>
        )}
        <div>
          <dt>Verdict</dt>
          <dd>
            {verdict}: {VERDICTS[verdict].means}
          </dd>
        </div>
        <div>
          <dt>Compared</dt>
          <dd>
            {showInstant(madeAt, zone)}, {comparedWhen(age)}
          </dd>
        </div>
        <div>
          <dt>Again</dt>
          <dd>{nextAt === null ? 'not by itself: it held after 30 days' : showInstant(nextAt, zone)}</dd>
        </div>
        <div>
          <dt>What is compared</dt>
          <dd>
            Orders placed on this day in {zone}, with their totals as placed: before recognition, and also those that
            are not shipped yet.
          </dd>
        </div>
      </dl>
    </>
  );
}

/** `age` counts days that have begun since, so that 1 is reached with midnight. */
function comparedWhen(age: number): string {
  if (age === 0) return 'on the day itself';
  return age === 1 ? 'on the next day' : `${plural(age, 'day')} later`;
}

function AskAgain({ channel, day }: { readonly channel: string; readonly day: string }) {
  const ask = useCertify(channel, day);
  return (
    <div className="ask-again">
      <Button size="xs" loading={ask.isPending} onClick={() => ask.mutate()}>
        Ask again now
      </Button>
      <span className="quiet small" role="status">
        {ask.isSuccess ? 'The shop was asked again; these are its figures now.' : ''}
      </span>
      {ask.error ? <Failure error={ask.error} again={() => ask.mutate()} /> : null}
    </div>
  );
}
