import type { Certificate, Verdict } from '../../api/certificates.ts';
import type { Day } from '../../api/types.ts';
import { dayNumber } from '../../money/dates.ts';
import type { Tone } from '../../ui/room.tsx';
import type { Range } from './range.ts';

export const VERDICTS: Readonly<
  Record<Verdict, { readonly tone: Tone; readonly sign: string; readonly means: string }>
> = {
  certified: { tone: 'good', sign: '✓', means: 'the shop and the books agree on every order' },
  provisional: { tone: 'warn', sign: '…', means: 'not settled: the day lasts, or an order is read again' },
  broken: { tone: 'bad', sign: '✕', means: 'an order still differs after it was read again' },
};

/** A channel's days, by day. */
export type Days = ReadonlyMap<Day, Certificate>;

export function byChannel(certificates: readonly Certificate[]): ReadonlyMap<string, Days> {
  const channels = new Map<string, Map<Day, Certificate>>();
  for (const certificate of certificates) {
    const days = channels.get(certificate.channel) ?? new Map<Day, Certificate>();
    days.set(certificate.day, certificate);
    channels.set(certificate.channel, days);
  }
  return channels;
}

export interface Accuracy {
  readonly certified: number;
  /** Days that are over: only these may be certified. */
  readonly over: number;
  /** Also a day that lasts, once an order of it differs after it was read again. */
  readonly broken: number;
}

/** Days that are over, from a channel's first certificate on: one that was never looked at counts against us. */
export function accuracyOf(days: Days, { from, to }: Pick<Range, 'from' | 'to'>, today: Day): Accuracy {
  const known = [...days.values()].filter(({ day }) => day >= from && day <= to);
  const broken = known.filter(({ verdict }) => verdict === 'broken').length;
  const ended = known.filter(({ day }) => day < today);
  const first = ended.map(({ day }) => day).sort()[0];
  if (first === undefined) return { certified: 0, over: 0, broken };
  const end = to < today ? dayNumber(to) + 1 : dayNumber(today);
  const certified = ended.filter(({ verdict }) => verdict === 'certified').length;
  return { certified, over: end - dayNumber(first), broken };
}

export function sumUp(all: readonly Accuracy[]): Accuracy {
  const sum = (of: (each: Accuracy) => number) => all.reduce((total, each) => total + of(each), 0);
  return { certified: sum((a) => a.certified), over: sum((a) => a.over), broken: sum((a) => a.broken) };
}

/** '98.9 %', cut and never rounded up: only all of all are 100 %. */
export function showShare({ certified, over }: Accuracy): string {
  if (over === 0) return '–';
  const tenths = Math.floor((certified * 1000) / over);
  return `${new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 }).format(tenths / 10)} %`;
}
