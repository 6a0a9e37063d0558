import { useParams } from '@tanstack/react-router';
import { certificateRoom, RoomLink } from '../../address/link.tsx';
import { useView } from '../../address/view.ts';
import type { Story } from '../../api/orders.ts';
import { useAsk, useBook } from '../../api/queries.ts';
import { plural, showDay } from '../../money/dates.ts';
import { isNegative, isNothing, moneyText, negate } from '../../money/decimal.ts';
import { ChannelName } from '../../ui/channel.tsx';
import { Exports } from '../../ui/exports.tsx';
import { OrderState } from '../../ui/order-state.tsx';
import { RoomPage, State } from '../../ui/room.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { discrepancyName, fulfilledName, platformName } from '../../words.ts';
import { Payloads } from './payloads.tsx';
import { standingOf } from './standing.ts';
import { chaptersOf, Timeline } from './timeline.tsx';
import { Why } from './why.tsx';
import { WhyNoMore } from './why-no-more.tsx';

export function StoryRoom() {
  const { order = '' } = useParams({ strict: false });
  const { channel } = useView();
  const story = useAsk<Story>(['orders', order], { channel });
  const title =
    story.data === undefined ? 'Order' : `${kindName(story.data.document.kind)} ${story.data.document.number}`;
  return (
    <RoomPage
      title={title}
      up={{ room: 'orders', title: 'Orders' }}
      answer={story.data === undefined ? undefined : <Answer story={story.data} />}
      actions={<Exports items={[]} canPrint />}
    >
      <Loaded query={story}>{(data) => <StoryBody story={data} asked={order} />}</Loaded>
    </RoomPage>
  );
}

const kindName = (kind: string) =>
  ({ order: 'Order', 'credit-note': 'Credit note', manual: 'Manual entry', 'cut-over': 'Opening' })[kind] ?? 'Document';

function Answer({ story: { document, person } }: { readonly story: Story }) {
  const { channel, platform, placedOn, fulfilled } = document;
  return (
    <>
      <ChannelName channel={channel} /> <span className="quiet">({platformName(platform)})</span> · {showDay(placedOn)}
      {person?.name ? (
        <>
          {' '}
          · <bdi>{person.name}</bdi>
        </>
      ) : null}{' '}
      · <OrderState order={document} />
      {fulfilled === null ? null : ` · ${fulfilledName(fulfilled).toLowerCase()}`}
    </>
  );
}

function StoryBody({ story, asked }: { readonly story: Story; readonly asked: string }) {
  const { document, entries, discrepancies, observations } = story;
  const { data: book } = useBook();
  const base = book?.baseCurrency ?? '';
  const standing = standingOf(story);
  const open = discrepancies.filter(({ state }) => state === 'open');
  return (
    <>
      {document.currency === null ? null : (
        <dl className="figures">
          <Figure name="Total" amount={document.total} currency={document.currency} />
          <Figure name="Paid" amount={document.paid} currency={document.currency} />
          <Figure name="Refunded" amount={document.refunded} currency={document.currency} />
          <Figure
            name={document.due !== null && isNegative(document.due) ? 'You owe' : 'Due'}
            amount={document.due !== null && isNegative(document.due) ? negate(document.due) : document.due}
            currency={document.currency}
            isStrong={document.due !== null && !isNothing(document.due)}
          />
        </dl>
      )}
      {open.map((each) => (
        <p key={each.id} className="notice" data-tone="bad">
          <State tone="bad">{discrepancyName(each.kind)}</State>{' '}
          <strong>{moneyText(each.amount, each.currency)}</strong> {each.note}
          {each.certificate === null ? null : (
            <>
              {' '}
              <RoomLink room={certificateRoom(document.channel, each.certificate.day)}>See its day</RoomLink>
            </>
          )}
        </p>
      ))}
      <h2 className="section-title">What happened, and what the books made of it</h2>
      {standing === null ? null : <WhyNoMore standing={standing} currency={document.currency} />}
      {entries.length === 0 && document.parts.length === 0 ? (
        <Empty title="Nothing of this order is in the books">
          It is kept as it came; it will be posted when it becomes a sale.
        </Empty>
      ) : (
        <Timeline chapters={chaptersOf(document.parts, entries)} base={base} standing={standing} />
      )}
      <Payloads observations={observations} asked={asked} channel={document.channel} />
      <Why document={document} entries={entries} />
      <p className="quiet small">
        {plural(entries.length, 'entry', 'entries')} · policy {document.policyVersion} · decoder {document.decoder} ·
        rules {document.rules} · id on the platform <code>{document.remoteId}</code>
      </p>
    </>
  );
}

function Figure({
  name,
  amount,
  currency,
  isStrong = false,
}: {
  readonly name: string;
  readonly amount: string | null;
  readonly currency: string;
  readonly isStrong?: boolean;
}) {
  if (amount === null) return null;
  return (
    <div className="figure" data-strong={isStrong}>
      <dt>{name}</dt>
      <dd>
        {moneyText(amount)} <span className="quiet small">{currency}</span>
      </dd>
    </div>
  );
}
