// The thread behind a ThreadSocket: what it is given goes to the database's socket, what comes from there is told.
import { Socket } from 'node:net';
import { parentPort } from 'node:worker_threads';
import type { FromThread, ToThread } from './thread-socket.ts';

const socket = new Socket();

function tell(message: FromThread): void {
  parentPort?.postMessage(message);
}

function obey(message: ToThread): void {
  if (message.kind === 'write') socket.write(message.bytes);
  else if (message.kind === 'end') socket.end();
  else if (typeof message.port === 'string') socket.connect(message.port);
  else socket.connect(message.port, message.host ?? 'localhost');
}

socket.setNoDelay(true);
socket.on('connect', () => tell({ kind: 'connect' }));
socket.on('data', (bytes) => tell({ kind: 'data', bytes: new Uint8Array(bytes) }));
socket.on('end', () => tell({ kind: 'end' }));
socket.on('error', (error: NodeJS.ErrnoException) => tell({ kind: 'error', message: error.message, code: error.code }));
socket.on('close', () => {
  tell({ kind: 'close' });
  parentPort?.close();
});
parentPort?.on('message', obey);
