// npm run bench -- import|plan|pages|webhook|backfill [--json] [--rounds N] [--only NAME…] [--no-ledgers] [--million] [--seconds N] [--orders N]
import { parseArgs } from 'node:util';
import { benchBackfill } from './backfill/index.ts';
import { benchImport } from './import/index.ts';
import { benchMillion } from './import/million.ts';
import { runPages } from './pages/index.ts';
import { benchPlan } from './plan/index.ts';
import { type BenchRow, rowText } from './rows.ts';
import { benchWebhook } from './webhook/index.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', multiple: true, default: [] },
    'no-ledgers': { type: 'boolean', default: false },
    million: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '10' },
    orders: { type: 'string', default: '100000' },
  },
});

const rounds = Number.parseInt(values.rounds, 10);
const log = (line: string) => process.stderr.write(`${line}\n`);

const benches: Readonly<Record<string, () => Promise<readonly BenchRow[]>>> = {
  import: () =>
    values.million
      ? benchMillion({ log })
      : benchImport({ rounds, only: values.only, ledgers: !values['no-ledgers'], log }),
  plan: () => benchPlan({ rounds, log }),
  pages: async () => (await runPages({ log })).rows,
  backfill: () => benchBackfill({ rounds, orders: Number.parseInt(values.orders, 10), log }),
  webhook: () => benchWebhook({ rounds, seconds: Number.parseInt(values.seconds, 10), log }),
};

const [name = ''] = positionals;
const bench = benches[name];
if (bench === undefined) {
  log(`there is no benchmark '${name}': give one of ${Object.keys(benches).join(', ')}`);
  process.exitCode = 1;
} else {
  const rows = await bench();
  if (values.json) process.stdout.write(`${JSON.stringify({ rows })}\n`);
  else for (const row of rows) process.stdout.write(`${rowText(row)}\n`);
}
