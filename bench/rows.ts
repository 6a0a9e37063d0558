/** One figure of a benchmark, for programs; `ratio` is to the limit it is measured against. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: number | null;
  readonly ratio: number | null;
}

export function benchRow(name: string, value: number, unit: string, limit: number | null = null): BenchRow {
  return { name, value: round(value), unit, limit: limit === null ? null : round(limit), ratio: ratioOf(value, limit) };
}

function ratioOf(value: number, limit: number | null): number | null {
  return limit === null ? null : Math.round((value / limit) * 1_000) / 1_000;
}

function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
}

/** What a person reads: a line per figure. */
export function rowText({ name, value, unit, limit, ratio }: BenchRow): string {
  const figure = `${name.padEnd(44)}${value.toLocaleString('en').padStart(12)} ${unit.padEnd(10)}`;
  return limit === null ? figure : `${figure}${limit.toLocaleString('en').padStart(12)}  × ${ratio}`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = low] =
    sorted.length % 2 === 0 ? sorted.slice(middle - 1, middle + 1) : sorted.slice(middle);
  return (low + high) / 2;
}
