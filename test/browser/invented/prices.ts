// Prices of the invented merchant that changed more than they should.
import type { Price, PriceAlarm, PriceAlarmPage, PriceBounds } from '../../../web/src/api/prices.ts';
import type { Answers } from './asked.ts';
import { ago, DAY, MINUTE } from './days.ts';

const eur = (amount: string): Price => ({ amount, currency: 'EUR' });

const ALARMS: readonly PriceAlarm[] = [
  {
    ...{ id: 12, channel: 'Shop DE', sku: 'MUG-L', title: 'Mug, large', seenAt: ago(MINUTE) },
    ...{ before: eur('24.90'), after: eur('2.49'), text: 'fell by 90.0 %' },
  },
  {
    ...{ id: 9, channel: 'Shop DE', sku: '', title: 'حقيبة جلدية كبيرة جدا', seenAt: ago(3 * DAY) },
    ...{ before: eur('119.00'), after: eur('0.00'), text: 'costs nothing now' },
  },
  {
    ...{ id: 4, channel: 'Shop DE', sku: 'GIFT', title: 'Gift box', seenAt: ago(9 * DAY) },
    ...{ before: eur('49.00'), after: null, text: 'has no price now' },
  },
];

const BOUNDS: PriceBounds = { channel: null, rise: 100, fall: 50, noPrice: true, setAt: null, setBy: null };

export const priceAnswers: Answers = {
  'GET /api/books/:book/prices/alarms': () =>
    ({ alarms: ALARMS, next: null, open: ALARMS.length }) satisfies PriceAlarmPage,
  'GET /api/books/:book/prices/bounds': () => [BOUNDS],
};
