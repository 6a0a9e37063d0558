import { certificateRoom, RoomLink } from '../../address/link.tsx';
import type { OrderSum } from '../../api/documents.ts';
import type { Discrepancy } from '../../api/waiting.ts';
import { showDay } from '../../money/dates.ts';
import { isNegative, isNothing, moneyText, negate } from '../../money/decimal.ts';

/** What the shop says, and what the books hold: where they differ one sees it. */
export function BothSides({ discrepancy: { sides, certificate, document } }: { readonly discrepancy: Discrepancy }) {
  if (certificate !== null) return <DaySides channel={document.channel} certificate={certificate} />;
  return sides === null ? null : <OrderSides sides={sides} />;
}

function OrderSides({
  sides: { currency, total, paid, refunded, due },
}: {
  readonly sides: NonNullable<Discrepancy['sides']>;
}) {
  return (
    <dl className="sides small">
      <div>
        <dt>Shop</dt>
        <dd>
          total {moneyText(total)}, paid {moneyText(paid)}, paid back {moneyText(refunded)} {currency}
        </dd>
      </div>
      <div>
        <dt>Books</dt>
        <dd>
          {isNothing(due)
            ? 'nothing is owed either way'
            : isNegative(due)
              ? `you owe the customer ${moneyText(negate(due), currency)}, in goods or money`
              : `the customer owes ${moneyText(due, currency)}`}
        </dd>
      </div>
    </dl>
  );
}

interface DayProps {
  readonly channel: string;
  readonly certificate: NonNullable<Discrepancy['certificate']>;
}

/** An order on a day, as both sides counted it when the day was last compared. */
function DaySides({ channel, certificate: { day, theirs, ours } }: DayProps) {
  const side = (sum: OrderSum | null) => (sum === null ? 'not there' : `total ${moneyText(sum.total, sum.currency)}`);
  return (
    <dl className="sides small">
      <div>
        <dt>Day</dt>
        <dd>
          <RoomLink room={certificateRoom(channel, day)}>{showDay(day)}</RoomLink>
        </dd>
      </div>
      {theirs === null && ours === null ? null : (
        <>
          <div>
            <dt>Shop</dt>
            <dd>{side(theirs)}</dd>
          </div>
          <div>
            <dt>Books</dt>
            <dd>{side(ours)}</dd>
          </div>
        </>
      )}
    </dl>
  );
}
