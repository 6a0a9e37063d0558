import { expectTypeOf, test } from 'vitest';
import type { ShownAccount } from '../../src/books/accounts.ts';
import type { BookDetail, BookOverview } from '../../src/books/book.ts';
import type { ShownDiffering } from '../../src/books/differing.ts';
import type { DiscrepancyList } from '../../src/books/discrepancies.ts';
import type { EffectRow } from '../../src/books/effect.ts';
import type { EntryList, ShownEntry } from '../../src/books/entries.ts';
import type { ImportList, ImportRun } from '../../src/books/import-runs.ts';
import type { LiveState } from '../../src/books/live.ts';
import type { LockRow } from '../../src/books/locks.ts';
import type { OrderList, ShownOrder } from '../../src/books/orders.ts';
import type { ParkedList } from '../../src/books/parked.ts';
import type { SampleEntry } from '../../src/books/plan-ahead.ts';
import type { policiesOf } from '../../src/books/policy.ts';
import type { StandingBounds } from '../../src/books/price-bounds.ts';
import type { PriceAlarmList } from '../../src/books/prices.ts';
import type { Recognised } from '../../src/books/recognise.ts';
import type { BalanceSheet } from '../../src/books/reports/balance-sheet.ts';
import type { Clearing } from '../../src/books/reports/clearing.ts';
import type { ProfitAndLoss } from '../../src/books/reports/profit-and-loss.ts';
import type { Recognition, RecognitionOrders } from '../../src/books/reports/recognition.ts';
import type { Register } from '../../src/books/reports/register.ts';
import type { Basis, Reported } from '../../src/books/reports/report.ts';
import type { SalesByChannel } from '../../src/books/reports/sales-by-channel.ts';
import type { TaxReport } from '../../src/books/reports/tax.ts';
import type { TrialBalance } from '../../src/books/reports/trial-balance.ts';
import type { Restated } from '../../src/books/restate.ts';
import type { Story } from '../../src/books/story.ts';
import type { Today } from '../../src/books/today.ts';
import type { Verification } from '../../src/books/verifications.ts';
import type { Certificate } from '../../src/engine/certificate-shown.ts';
import type { ShownConsent } from '../../src/engine/consent-desk.ts';
import type { KeepAs, KeptStore, Platform, StoreDesk } from '../../src/engine/desk.ts';
import type { FirstLook } from '../../src/engine/first-look.ts';
import type { ConnectionStatus, LiveStatus, ShownPriceChange } from '../../src/engine/status.ts';
import type * as Accounts from '../../web/src/api/accounts.ts';
import type * as Books from '../../web/src/api/books.ts';
import type * as Certificates from '../../web/src/api/certificates.ts';
import type * as Entries from '../../web/src/api/entries.ts';
import type * as Imports from '../../web/src/api/imports.ts';
import type { Lock } from '../../web/src/api/locks.ts';
import type * as Orders from '../../web/src/api/orders.ts';
import type * as Policies from '../../web/src/api/policy.ts';
import type * as Prices from '../../web/src/api/prices.ts';
import type * as Reports from '../../web/src/api/reports.ts';
import type * as Stores from '../../web/src/api/stores.ts';
import type * as Todays from '../../web/src/api/today.ts';
import type * as Waiting from '../../web/src/api/waiting.ts';

/* The dashboard names what it reads by itself, so that it can only ask; here the compiler holds it to what is answered. */

/** As `T` goes out where the endpoint writes its instants as ISO 8601. */
type Told<T, Instants extends keyof T> = {
  readonly [K in keyof T]: K extends Instants ? Iso<T[K]> : T[K];
};
type Iso<T> = T extends number ? string : T;

test('what is answered of the books is what the dashboard reads', () => {
  expectTypeOf<BookOverview>().toExtend<Books.Book>();
  expectTypeOf<BookDetail>().toExtend<Books.BookDetail>();
  expectTypeOf<LiveState>().toExtend<Books.Live>();
  expectTypeOf<Today>().toExtend<Todays.Today>();
  expectTypeOf<Verification>().toExtend<Todays.Verification>();
  expectTypeOf<ShownOrder>().toExtend<Orders.OrderRow>();
  expectTypeOf<OrderList>().toExtend<Orders.OrderPage>();
  expectTypeOf<Story>().toExtend<Orders.Story>();
  expectTypeOf<ShownEntry>().toExtend<Entries.Entry>();
  expectTypeOf<EntryList>().toExtend<Entries.EntryPage>();
  expectTypeOf<SampleEntry>().toExtend<Entries.SampleEntry>();
  expectTypeOf<DiscrepancyList>().toExtend<Waiting.DiscrepancyPage>();
  expectTypeOf<ParkedList>().toExtend<Waiting.ParkedPage>();
  expectTypeOf<Recognised>().toExtend<Imports.Recognised>();
  expectTypeOf<ImportRun>().toExtend<Imports.ImportState>();
  expectTypeOf<ImportList>().toExtend<Imports.ImportPage>();
});

test('what reports answer is what the dashboard reads', () => {
  expectTypeOf<ShownAccount>().toExtend<Accounts.Account>();
  expectTypeOf<Register & { readonly basis: Basis }>().toExtend<Accounts.Register>();
  expectTypeOf<Reported<ProfitAndLoss>>().toExtend<Reports.Reported<Reports.ProfitAndLoss>>();
  expectTypeOf<BalanceSheet>().toExtend<Reports.BalanceSheet>();
  expectTypeOf<TrialBalance>().toExtend<Reports.TrialBalance>();
  expectTypeOf<SalesByChannel>().toExtend<Reports.SalesByChannel>();
  expectTypeOf<TaxReport>().toExtend<Reports.TaxReport>();
  expectTypeOf<Clearing>().toExtend<Reports.Clearing>();
});

test('what is answered of the policy and the locks is what the dashboard reads', () => {
  type Version = Awaited<ReturnType<typeof policiesOf>>[number];
  // The endpoint writes the amounts of an effect in major units.
  type Effect = Omit<EffectRow, 'base'> & { readonly base: string };
  expectTypeOf<Told<Version, 'madeAt'>>().toExtend<Policies.PolicyVersion>();
  expectTypeOf<Effect>().toExtend<Policies.EffectRow>();
  expectTypeOf<Omit<Restated, 'effect'> & { readonly effect: readonly Effect[] }>().toExtend<Policies.Restated>();
  expectTypeOf<Told<LockRow, 'setAt' | 'liftedAt'>>().toExtend<Lock>();
});

test('what is answered of certificates and prices is what the dashboard reads', () => {
  expectTypeOf<Certificate>().toExtend<Certificates.Certificate>();
  expectTypeOf<ShownDiffering>().toExtend<Certificates.Differing>();
  expectTypeOf<Recognition>().toExtend<Certificates.Recognition>();
  expectTypeOf<RecognitionOrders>().toExtend<Certificates.RecognitionOrders>();
  expectTypeOf<PriceAlarmList>().toExtend<Prices.PriceAlarmPage>();
  expectTypeOf<StandingBounds>().toExtend<Prices.PriceBounds>();
  expectTypeOf<Told<ShownPriceChange, 'seenAt'>>().toExtend<Prices.PriceChange>();
});

test('what is answered of stores is what the dashboard reads, and what it sends is what they take', () => {
  type Consent = Exclude<Platform['consent'], null> & { readonly redirectUrl: string };
  type Parts = 'streams' | 'inbox' | 'priceChanges';
  type Moments = 'connectedAt' | 'startedAt' | 'retryAt' | 'lastEventAt';
  expectTypeOf<Omit<Platform, 'consent'>>().toExtend<Omit<Stores.Platform, 'consent'>>();
  expectTypeOf<Consent>().toExtend<NonNullable<Stores.Platform['consent']>>();
  expectTypeOf<Told<ShownConsent, 'askedAt' | 'expiresAt'>>().toExtend<Stores.Consent>();
  expectTypeOf<KeptStore>().toExtend<Stores.FoundStore>();
  expectTypeOf<FirstLook>().toExtend<Stores.FirstLook>();
  expectTypeOf<Omit<ConnectionStatus, 'live'>>().toExtend<Omit<Stores.Connection, 'live'>>();
  expectTypeOf<Omit<Told<LiveStatus, Moments>, Parts>>().toExtend<Omit<Stores.LiveStore, Parts>>();
  expectTypeOf<Told<LiveStatus['inbox'], 'oldest'>>().toExtend<Stores.LiveStore['inbox']>();
  expectTypeOf<
    Told<LiveStatus['streams'][number], 'completeThrough' | 'lastRunAt' | 'dueAt'>
  >().toExtend<Stores.Feed>();
  expectTypeOf<Awaited<ReturnType<StoreDesk['webhook']>>>().toExtend<Stores.WebhookAddress>();
  expectTypeOf<Omit<Stores.KeepAs, 'cutOver'>>().toExtend<Omit<KeepAs, 'cutOver'>>();
});
