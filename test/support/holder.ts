// A process that starts or adopts the server of the home named to it, says so in one line, and lets go when its input
// ends. The tests kill it.
import { text } from 'node:stream/consumers';
import { startCluster } from '../../src/storage/server/cluster.ts';

const home = process.argv[2] ?? '';
const cluster = await startCluster({ home, env: process.env });
process.stdout.write(`${JSON.stringify({ adopted: cluster.adopted })}\n`);
await text(process.stdin);
await cluster.stop();
