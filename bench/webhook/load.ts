import { Agent, request } from 'node:http';
import type { SignedOrder } from './orders.ts';

const CONNECTIONS = 32;

/** Calls a listener as stores do, over connections that are kept. */
export class Caller {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  readonly #url: URL;

  constructor(url: string) {
    this.#url = new URL(url);
  }

  /** Throws where it was not accepted. */
  send({ body, headers }: SignedOrder): Promise<void> {
    return new Promise((resolve, reject) => {
      const sending = request(this.#url, { method: 'POST', headers, agent: this.#agent }, (answer) => {
        answer.resume();
        answer.once('error', reject);
        answer.once('end', () =>
          answer.statusCode === 200 ? resolve() : reject(new Error(`answered with ${answer.statusCode}`)),
        );
      });
      sending.once('error', reject);
      sending.end(body);
    });
  }

  /** As fast as it is answered, for so many seconds; returns how many a second. */
  async flood(orders: readonly SignedOrder[], seconds: number): Promise<number> {
    const startedAt = performance.now();
    const endsAt = startedAt + seconds * 1_000;
    let sent = 0;
    const one = async () => {
      while (performance.now() < endsAt) {
        const order = orders[sent % orders.length];
        sent += 1;
        if (order !== undefined) await this.send(order);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, one));
    return sent / ((performance.now() - startedAt) / 1_000);
  }

  /**
   * So many a second, whether it is answered or not; returns when each was due. A listener that falls behind is not waited
   * for, so that its delay is seen.
   */
  async steady(orders: readonly SignedOrder[], perSecond: number): Promise<Map<string, number>> {
    const dueAt = new Map<string, number>();
    const startedAt = performance.now();
    const sendings: Promise<void>[] = [];
    for (const [index, order] of orders.entries()) {
      const due = startedAt + (index / perSecond) * 1_000;
      const early = due - performance.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      dueAt.set(order.id, due);
      sendings.push(this.send(order));
    }
    await Promise.all(sendings);
    return dueAt;
  }

  close(): void {
    this.#agent.destroy();
  }
}
