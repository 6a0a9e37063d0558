import { expect, test } from 'vitest';
import type { Store } from '../../src/engine/store.ts';
import { useDatabase } from '../support/database.ts';
import { sessionOf } from '../support/ledger.ts';
import { faultsNamed } from './faults.ts';
import { type Defect, Simulation } from './simulation.ts';

const database = useDatabase();

/** In some of these worlds at least, a defect must show. */
const SEEDS = [11, 12, 13, 14];

const DEFECTS: Readonly<Record<string, Defect>> = {
  'what an order’s version does not show is never read again': {
    isCertified: false,
    faults: 'webhook dropped=1000',
    sabotage: (store) => ({ ...store, live: { ...store.live, misses: [] } }),
  },
  'a run begins where the last one ended, without overlap, and trusts our own clock': {
    isCertified: false,
    faults: 'webhook dropped=1000,stale read=1000',
    sabotage: (store, time) => ({
      ...store,
      live: {
        ...store.live,
        misses: [],
        webhooks: null,
        streams: store.live.streams.map((stream) => ({
          ...stream,
          overlap: 0,
          page: async (api, from, cursor) => {
            const page = await stream.page(api, from, cursor);
            return {
              ...page,
              completeThrough: page.next === null ? (time.now() as typeof page.completeThrough) : null,
            };
          },
        })),
      },
    }),
  },
  'what is processed last counts, whenever it was seen': {
    isCertified: false,
    faults: 'webhook delayed=500,webhook doubled=300,stale read=300',
    sabotage: (store) => {
      let version = 0;
      return {
        ...store,
        live: { ...store.live, misses: [] },
        connector: {
          ...store.connector,
          decode: (payload, settings, arrival) => {
            const decoded = store.connector.decode(payload, settings, arrival);
            if (decoded.kind !== 'report') return decoded;
            version += 1;
            const parts = decoded.report.parts.map((part) => ({ ...part, version }));
            return { kind: 'report', report: { ...decoded.report, parts } };
          },
        },
      };
    },
  },
  'an order has another identity in a webhook than in a list': {
    isCertified: true,
    faults: 'none',
    sabotage: (store) => ({
      ...store,
      connector: {
        ...store.connector,
        decode: (payload, settings, arrival) => {
          const decoded = store.connector.decode(payload, settings, arrival);
          if (decoded.kind !== 'report' || arrival.via !== 'event') return decoded;
          return { kind: 'report', report: { ...decoded.report, remoteId: `event-${decoded.report.remoteId}` } };
        },
      },
    }),
  },
  'a refund that is listed nowhere any more still counts': {
    isCertified: true,
    faults: 'webhook dropped=500',
    sabotage: (store) => withoutLists(store),
  },
};

function withoutLists(store: Store): Store {
  return {
    ...store,
    connector: {
      ...store.connector,
      decode: (payload, settings, arrival) => {
        const decoded = store.connector.decode(payload, settings, arrival);
        return decoded.kind === 'report' ? { kind: 'report', report: { ...decoded.report, lists: [] } } : decoded;
      },
    },
  };
}

test.each(Object.entries(DEFECTS))('%s: it shows', async (_name, defect) => {
  for (const seed of SEEDS) {
    const options = { seed, orders: 200, faults: faultsNamed(defect.faults), deaths: 0, defect };
    const { wrong } = await new Simulation({ ...options, database: sessionOf(database).database }).run();
    if (wrong.length > 0) return;
  }
  expect.fail('the comparison did not find it');
});
