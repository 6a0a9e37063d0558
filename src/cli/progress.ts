import type { Writable } from 'node:stream';

interface Terminal extends Writable {
  readonly isTTY?: boolean;
}

const REDRAW_MS = 200;

/** One line on a terminal that says how far long work is, how fast it goes and how long it will take; nothing elsewhere. */
export class Progress {
  readonly #out: Terminal;
  readonly #clock: () => number;
  readonly #unit: string;
  readonly #startedAt: number;
  #drawnAt = 0;

  constructor(out: Terminal, clock: () => number, unit: string) {
    this.#out = out;
    this.#clock = clock;
    this.#unit = unit;
    this.#startedAt = clock();
  }

  /** `share` of the whole from 0 to 1; null where the whole is not known. */
  update(count: number, share: number | null): void {
    const now = this.#clock();
    if (this.#out.isTTY !== true || now - this.#drawnAt < REDRAW_MS) return;
    this.#drawnAt = now;
    this.#out.write(`\r\x1b[2K${progressLine(count, this.#unit, now - this.#startedAt, share)}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#out.isTTY === true && this.#drawnAt > 0) this.#out.write('\r\x1b[2K');
  }
}

/** `12,500 records · 43 % · 2,400/s · 0:32 left`. */
export function progressLine(count: number, unit: string, elapsedMs: number, share: number | null): string {
  const rate = elapsedMs > 0 ? Math.round((count * 1000) / elapsedMs) : 0;
  const parts = [`${count.toLocaleString('en')} ${unit}`];
  if (share !== null) parts.push(`${Math.floor(share * 100)} %`);
  parts.push(`${rate.toLocaleString('en')}/s`);
  if (share !== null && share > 0 && share < 1) parts.push(`${clockText((elapsedMs * (1 - share)) / share)} left`);
  return parts.join(' · ');
}

function clockText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
