import { RoomLink } from '../../address/link.tsx';
import { moneyText } from '../../money/decimal.ts';
import type { Standing } from './standing.ts';

interface Props {
  readonly standing: Standing;
  readonly currency: string | null;
}

/** Says why nothing, or not all, of an order is booked. */
export function WhyNoMore({ standing, currency }: Props) {
  return (
    <p className="explained">
      {standing.kind === 'ships-first' ? (
        <>
          Revenue when it ships (<RoomLink room="mapping">Mapping</RoomLink>)
          {standing.rest === null || currency === null ? '.' : `; ${moneyText(standing.rest, currency)} still to come.`}
        </>
      ) : (
        SENTENCES[standing.kind]
      )}
    </p>
  );
}

const SENTENCES = {
  'no-sale':
    'An order is a sale once it is paid or its payment authorised, at once where it is on account or free. One that is cancelled before is none.',
  'comes-to-nothing': 'It comes to nothing, so that there is nothing to book.',
};
