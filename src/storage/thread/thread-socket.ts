import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';

/** What the thread is told. */
export type ToThread =
  | { readonly kind: 'connect'; readonly port: number | string; readonly host: string | undefined }
  | { readonly kind: 'write'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end' };

/** What the thread tells. */
export type FromThread =
  | { readonly kind: 'connect' }
  | { readonly kind: 'end' }
  | { readonly kind: 'close' }
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'error'; readonly message: string; readonly code: string | undefined };

/** All it keeps is what the socket has not taken yet. */
const SMALL = { maxYoungGenerationSizeMb: 4 };

/** Buffers this large have memory of their own, which is handed over instead of copied. */
const OWN_MEMORY = 1 << 16;

/**
 * A socket that a thread of its own reads and writes. A socket holds a fraction of a batch; the rest waits until the
 * program comes round to it, which, while it plans the next batch, is never, and the database waits too. The thread always
 * comes round (docs/performance.md). It has what the driver asks of a socket.
 */
export class ThreadSocket extends Duplex {
  readonly #thread = new Worker(new URL('socket-thread.ts', import.meta.url), { resourceLimits: SMALL });

  constructor() {
    super();
    this.#thread.on('message', (told: FromThread) => this.#hear(told));
    this.#thread.on('error', (error) => this.destroy(error));
  }

  connect(port: number | string, host?: string): this {
    this.#tell({ kind: 'connect', port, host });
    return this;
  }

  /** Set by the thread. */
  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    this.#thread.ref();
    return this;
  }

  unref(): this {
    this.#thread.unref();
    return this;
  }

  override _read(): void {}

  /** Nobody waits for the socket: what is written at once is bounded by the batches on their way. */
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const bytes =
      chunk.length >= OWN_MEMORY && chunk.buffer instanceof ArrayBuffer && chunk.byteOffset === 0
        ? new Uint8Array(chunk.buffer, 0, chunk.length)
        : new Uint8Array(chunk);
    this.#thread.postMessage({ kind: 'write', bytes } satisfies ToThread, [bytes.buffer]);
    done();
  }

  override _final(done: () => void): void {
    this.#tell({ kind: 'end' });
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#thread.terminate().then(() => done(error), done);
  }

  #tell(message: ToThread): void {
    this.#thread.postMessage(message);
  }

  #hear(told: FromThread): void {
    switch (told.kind) {
      case 'data':
        this.push(Buffer.from(told.bytes.buffer, told.bytes.byteOffset, told.bytes.byteLength));
        break;
      case 'connect':
        this.emit('connect');
        break;
      case 'end':
        this.push(null);
        break;
      case 'close':
        this.destroy();
        break;
      case 'error':
        this.destroy(Object.assign(new Error(told.message), { code: told.code }));
    }
  }
}
