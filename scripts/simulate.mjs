// simulate.mjs --seeds N [--from S] [--orders N] [--faults all|none|KIND=ODDS,…] [--defects]: simulated worlds against the
// engine, seed by seed (test/simulation). A seed that fails prints how to run it again. With --defects the engine is broken
// on purpose besides, and that must show.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './runtime.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '25' },
    from: { type: 'string', default: '1' },
    orders: { type: 'string', default: '300' },
    faults: { type: 'string', default: 'all' },
    defects: { type: 'boolean', default: false },
  },
});
const env = {
  ...process.env,
  SIMULATE_SEEDS: values.seeds,
  SIMULATE_FROM: values.from,
  SIMULATE_ORDERS: values.orders,
  SIMULATE_FAULTS: values.faults,
};
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const files = [
  'test/simulation/worlds.test.ts',
  ...(values.defects ? ['test/simulation/defects.test.ts', 'test/simulation/unique-key.test.ts'] : []),
];
const args = ['run', '--project', 'simulation', ...files];
const child = spawn(process.execPath, [vitest, ...args], { cwd: root, env, stdio: 'inherit' });
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
