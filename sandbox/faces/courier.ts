import type { Faults } from '../faults/faults.ts';
import { Queue } from '../world/queue.ts';
import type { Instant } from '../world/types.ts';

/** A webhook as it leaves the platform. */
export interface Parcel {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends one; resolves to the answer's status, or null where none came. */
export type Post = (parcel: Parcel) => Promise<number | null>;

export interface Sending {
  /** Called when it is its turn, since platforms build bodies late; null: nothing is sent any more. */
  readonly make: (now: Instant) => Parcel | null;
  /** Hears what the receiver answered. */
  readonly answered?: (status: number | null, now: Instant) => void;
}

/** Carries a face's webhooks by the world's clock, and loses, doubles, delays and mixes them as told. */
export class Courier {
  readonly #queue = new Queue<Sending>();
  readonly #faults: Faults;
  readonly #post: Post;
  #round: Promise<void> = Promise.resolve();

  constructor(faults: Faults, post: Post) {
    this.#faults = faults;
    this.#post = post;
  }

  /** To be sent at `at`, or later where something goes wrong; false: never. */
  send(at: Instant, sending: Sending): boolean {
    const faults = this.#faults;
    if (faults.next('webhook dropped') !== null) return false;
    const late = (faults.next('webhook delayed') ?? 0) + (faults.next('webhook reordered') ?? 0);
    this.#queue.put(at + late, sending);
    const again = faults.next('webhook doubled');
    if (again !== null) this.#queue.put(at + late + again, sending);
    return true;
  }

  /** Sends what is due by `now`, one after the other; rounds never overlap. */
  deliver(now: Instant): Promise<void> {
    const round = this.#round.then(() => this.#deliver(now));
    this.#round = round.catch(() => undefined);
    return round;
  }

  async #deliver(now: Instant): Promise<void> {
    for (let next = this.#queue.take(now); next !== undefined; next = this.#queue.take(now)) {
      const { make, answered } = next.item;
      const parcel = make(now);
      if (parcel === null) continue;
      const status = await this.#post(parcel);
      answered?.(status, now);
    }
  }
}

/** Posts over the network; a receiver has so many milliseconds. */
export function postOver(fetcher: typeof fetch, timeoutMs: number): Post {
  return async ({ url, headers, body }) => {
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const answer = await fetcher(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return null;
    }
  };
}
