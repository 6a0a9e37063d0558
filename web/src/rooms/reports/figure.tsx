import { accountRoom, RoomLink } from '../../address/link.tsx';
import type { Day } from '../../api/types.ts';
import { isNothing } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';

interface Props {
  readonly amount: string;
  readonly places?: number;
  /** '' where no single account is behind the figure. */
  readonly code: string;
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
  /** True: the figure is in the currency of its postings, not in that of the book. */
  readonly isOriginal?: boolean;
}

/** A figure of a report that opens the postings it is made of. */
export function FigureDoor({ amount, places = 2, code, from, to, isOriginal = false }: Props) {
  const figure = <Money amount={amount} places={places} />;
  if (code === '' || isNothing(amount)) return figure;
  const view = {
    ...(from === undefined && to === undefined ? {} : { period: 'custom', from, to }),
    ...(isOriginal && { currency: 'original' }),
  };
  return (
    <RoomLink room={accountRoom(code)} view={view} className="door">
      {figure}
    </RoomLink>
  );
}

export function AccountDoor({ code, name }: { readonly code: string; readonly name: string }) {
  if (code === '') return <bdi>{name}</bdi>;
  return (
    <RoomLink room={accountRoom(code)} className="row-link" data-row>
      <span className="code quiet">{code}</span> <bdi>{name}</bdi>
    </RoomLink>
  );
}
