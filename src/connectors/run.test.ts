import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instant } from '../domain/time/when.ts';
import { type ApiAnswer, ApiError, type Page } from './contract.ts';
import { type Asked, clockOf, type Place, pageOfRun } from './run.ts';

interface Thing {
  readonly id: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly revision: number;
}

/** Something happens between two pages: a thing is made (dated back as a draft is), or one changes. */
type Happening =
  | { readonly kind: 'made'; readonly ago: number }
  | { readonly kind: 'changed'; readonly which: number }
  | { readonly kind: 'nothing' };

/** A platform whose clock has few instants, so that many things share one. */
class Platform {
  readonly things = new Map<string, Thing>();
  readonly #most: number;
  #now = 1_000;

  constructor(most: number) {
    this.#most = most;
  }

  happen(happening: Happening): void {
    if (happening.kind === 'nothing') return;
    this.#now += 1;
    const now = instant(this.#now);
    if (happening.kind === 'made') {
      const id = `thing ${this.things.size}`;
      this.things.set(id, { id, createdAt: instant(this.#now - happening.ago), updatedAt: now, revision: 0 });
      return;
    }
    const one = [...this.things.values()][happening.which % Math.max(1, this.things.size)];
    if (one !== undefined) this.things.set(one.id, { ...one, updatedAt: now, revision: one.revision + 1 });
  }

  ask(from: Instant | null, { at, given }: Place): Asked {
    const all = [...this.things.values()]
      .filter((one) => (from === null || one.updatedAt >= from) && (at === null || one.createdAt >= at))
      .filter(({ id }) => !given.includes(id))
      .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
    const found = all.slice(0, this.#most);
    return {
      found: found.map(({ id, createdAt }) => ({ id, at: createdAt })),
      records: found.map((payload) => ({
        raw: JSON.stringify(payload),
        payload,
        seenAt: instant(this.#now),
        place: payload.id,
      })),
      isLast: found.length < this.#most,
      remaining: all.length,
      clock: instant(this.#now),
    };
  }
}

const happenings = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('made' as const), ago: fc.nat(4) }),
    fc.record({ kind: fc.constant('changed' as const), which: fc.nat(40) }),
    fc.constant({ kind: 'nothing' } as const),
  ),
  { maxLength: 60 },
);

describe('a run', () => {
  it('gives every change, in it or in the next, whatever happens between its pages', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), happenings, happenings, async (most, before, during) => {
        const platform = new Platform(most);
        for (const one of before) platform.happen(one);
        const known = new Map<string, number>();
        const waiting = [...during];
        let from: Instant | null = null;
        // Once nothing happens any more, one run is enough.
        for (let quietRuns = 0; quietRuns < 2; quietRuns += waiting.length === 0 ? 1 : 0) {
          let page: Page | null = null;
          do {
            const asked: Instant | null = from;
            page = await pageOfRun(page?.next ?? null, async (place) => platform.ask(asked, place));
            for (const { payload } of page.records) known.set((payload as Thing).id, (payload as Thing).revision);
            const next = waiting.shift();
            if (next !== undefined) platform.happen(next);
          } while (page.next !== null);
          from = page.completeThrough;
        }
        expect(known).toEqual(new Map([...platform.things.values()].map(({ id, revision }) => [id, revision])));
      }),
    );
  });

  it('gives no record twice while nothing changes', async () => {
    const platform = new Platform(3);
    for (let made = 0; made < 20; made += 1) platform.happen({ kind: 'made', ago: made % 3 });
    const given: string[] = [];
    const totals: (number | null)[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await pageOfRun(cursor, async (place) => platform.ask(null, place));
      given.push(...page.records.map(({ place }) => place));
      totals.push(page.total);
      cursor = page.next;
    } while (cursor !== null);
    expect(new Set(given).size).toBe(20);
    expect(given).toHaveLength(20);
    expect(new Set(totals)).toEqual(new Set([20]));
  });

  it('is complete up to its first answer, and says so at its end only', async () => {
    const answers: Asked[] = [answerOf(['a'], false, 5), answerOf(['b'], true, 9)];
    const ask = async () => answers.shift() ?? answerOf([], true, 0);
    const first = await pageOfRun(null, ask);
    const last = await pageOfRun(first.next, ask);
    expect([first.completeThrough, last.completeThrough, last.next]).toEqual([null, 5, null]);
  });

  it('stops where the store leaves the order out', async () => {
    const disordered = {
      ...answerOf([], true, 5),
      found: [
        { id: 'a', at: instant(2) },
        { id: 'b', at: instant(1) },
      ],
    };
    await expect(pageOfRun(null, async () => disordered)).rejects.toThrow(ApiError);
  });

  it('stops where the store leaves the filter out', async () => {
    const start = await pageOfRun(null, async () => answerOf(['a'], false, 5));
    await expect(pageOfRun(start.next, async () => answerOf([], false, 6))).rejects.toThrow(ApiError);
    const backwards = { ...answerOf(['b'], true, 6), found: [{ id: 'b', at: instant(0) }] };
    await expect(pageOfRun(start.next, async () => backwards)).rejects.toThrow('does not page as it was asked');
  });

  it("refuses a cursor that is not a run's", async () => {
    await expect(pageOfRun('{}', async () => answerOf([], true, 0))).rejects.toThrow(RangeError);
  });
});

describe('the clock of a platform', () => {
  const answer = (date: string | undefined): ApiAnswer => ({
    status: 200,
    headers: date === undefined ? {} : { date },
    text: '',
    json: () => null,
    sentAt: instant(7),
  });

  it('is its Date, or else ours', () => {
    expect(clockOf(answer('Sat, 21 Nov 2026 22:26:40 GMT'))).toBe(Date.parse('2026-11-21T22:26:40Z'));
    expect(clockOf(answer('yesterday'))).toBe(7);
    expect(clockOf(answer(undefined))).toBe(7);
  });
});

function answerOf(ids: readonly string[], isLast: boolean, clock: number): Asked {
  const found = ids.map((id) => ({ id, at: instant(1) }));
  return { found, records: [], isLast, remaining: null, clock: instant(clock) };
}
