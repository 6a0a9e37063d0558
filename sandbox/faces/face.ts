import type { Faults } from '../faults/faults.ts';
import type { Timers } from '../timers.ts';
import type { Order } from '../world/types.ts';
import type { World } from '../world/world.ts';
import type { Post } from './courier.ts';

/** One shop of the world, shown as its platform would. */
export interface Face {
  /** Where it listens: 'http://127.0.0.1:8101'. */
  readonly url: string;
  /** What a connector asks for, by its fields' names: { site, 'consumer-key', … }. Invented, and the same for a seed. */
  readonly credentials: Readonly<Record<string, string>>;
  /** What people call an order there, as the platform writes it: '#1001'. */
  numberOf(order: Pick<Order, 'id' | 'number'>): string;
  /** Webhooks as they are subscribed to now, in a form of the face's own; JSON, for `FaceOptions.webhooks`. */
  webhooks(): readonly unknown[];
  /** Sends the webhooks that are due by the world's clock, one after the other; resolves when they are answered. */
  deliver(): Promise<void>;
  /** Stops listening; open connections are closed. */
  stop(): Promise<void>;
}

export interface FaceOptions {
  readonly world: World;
  /** The shop's key. */
  readonly shop: string;
  readonly seed: number;
  readonly faults: Faults;
  /** 0: any free one. */
  readonly port: number;
  readonly timers: Timers;
  readonly post: Post;
  /** What a face of the same shop told before it was stopped; none where not given. */
  readonly webhooks?: readonly unknown[];
  /** How long a connection is held that gets no answer, in real milliseconds. */
  readonly patienceMs: number;
}

/** What every platform's folder offers. */
export type StartFace = (options: FaceOptions) => Promise<Face>;
