import type { ImportPage, ImportState, Recognised } from '../../../web/src/api/imports.ts';
import type { Answers, Asked } from './asked.ts';
import { ago } from './days.ts';
import { entriesOf, entryAt } from './entries.ts';

const RECORDS = 214;
const MS_EACH = 15;

const recognise = ({ world }: Asked): Recognised => ({
  ...{ as: 'woocommerce', profile: null, shop: 'https://shop.example', currencies: ['EUR'], problems: [] },
  ...{ confidence: 0.98, records: RECORDS, entries: world.size ? entriesOf(world, 1) : [] },
});

function start({ state }: Asked) {
  state.importStartedAt = Date.now();
  return { import: '7' };
}

function progress({ world, state }: Asked): ImportState {
  const read = Math.min(RECORDS, Math.floor((Date.now() - state.importStartedAt) / MS_EACH));
  return {
    ...{ id: 7, command: 'dashboard', dryRun: false, startedAt: ago(0), problem: null, sample: [] },
    recognised: { as: 'woocommerce', channel: 'Shop DE', files: ['orders.jsonl'] },
    state: read < RECORDS ? 'running' : 'done',
    ...{ read, posted: Math.max(0, read - 6), unchanged: Math.min(read, 4), parked: Math.min(read, 2) },
    ...{ discrepancies: 1, rate: 66, share: read / RECORDS, secondsLeft: Math.ceil((RECORDS - read) / 66) },
    firstParked: [{ place: 'orders.jsonl:12', reason: 'rate', detail: 'no rate KWD to EUR' }],
    firstEntries: world.size ? [1, 2].flatMap((number) => entryAt(world, number) ?? []) : [],
  };
}

export const importAnswers: Answers = {
  'POST /api/books/:book/imports/recognise': recognise,
  'POST /api/books/:book/imports': start,
  'GET /api/books/:book/imports': () => ({ imports: [], next: null }) satisfies ImportPage,
  'GET /api/books/:book/imports/:id': progress,
};
