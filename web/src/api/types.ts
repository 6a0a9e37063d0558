// What the API answers, as the books name it. Amounts are decimal texts in major units, debit positive.
export type Decimal = string;
export type Day = string;

export interface Book {
  readonly name: string;
  readonly baseCurrency: string;
  readonly zone: string;
  readonly entries: number;
}

export interface Channel {
  readonly channel: string;
  readonly platform: string;
  readonly cutOver: Day | null;
}

export interface BookDetail extends Book {
  readonly channels: readonly Channel[];
}

export interface Series {
  readonly channel: string;
  readonly points: readonly { readonly date: Day; readonly amount: Decimal }[];
}

export interface Today {
  readonly period: { readonly from: Day; readonly to: Day };
  readonly previousPeriod: { readonly from: Day; readonly to: Day };
  /** Of the points: their dates begin a day or a month. */
  readonly by: 'day' | 'month';
  readonly revenue: readonly Series[];
  readonly previous: readonly Series[];
  readonly atGateways: Decimal;
  readonly receivable: Decimal;
  readonly deposits: Decimal;
  readonly taxDue: Decimal;
  readonly parked: { readonly count: number };
  readonly discrepancies: { readonly count: number; readonly byKind: readonly KindCount[] };
  readonly latestOrders: readonly OrderRow[];
  /** The last proof, where the books held. */
  readonly verified: { readonly at: string; readonly entries: number; readonly head: string } | null;
  /** The last proof that came to a verdict, whichever. */
  readonly lastVerify: Verification | null;
}

export interface Verification {
  readonly state: 'running' | 'done' | 'failed' | 'interrupted';
  readonly at: string | null;
  readonly ok: boolean | null;
  readonly entries: number;
  readonly documents: number;
  readonly head: string | null;
  readonly firstDifference: {
    readonly what: string;
    readonly document: string | null;
    readonly key: string | null;
    readonly account: string | null;
    readonly derived: string;
    readonly posted: string;
  } | null;
  readonly problem: { readonly detail: string; readonly remedy: string } | null;
}

export interface KindCount {
  readonly kind: string;
  readonly count: number;
}

export interface OrderRow {
  readonly document: string;
  readonly number: string;
  readonly placedOn: Day | null;
  readonly customer: string | null;
  readonly channel: string;
  readonly currency: string | null;
  readonly total: Decimal | null;
  readonly paid: Decimal | null;
  readonly refunded: Decimal | null;
  readonly due: Decimal | null;
  readonly status: string;
  readonly fulfilled: string | null;
  readonly discrepancies: number;
}

export interface OrderPage {
  readonly orders: readonly OrderRow[];
  readonly next: string | null;
  readonly count: number | null;
}

export interface DocumentName {
  /** Its own name among all documents of the book. */
  readonly ref: string;
  readonly kind: string;
  readonly number: string;
  readonly remoteId: string;
  readonly channel: string;
}

export interface Posting {
  readonly code: string;
  readonly name: string;
  readonly amount: Decimal;
  readonly currency: string;
  readonly baseAmount: Decimal;
  readonly channel: string;
  readonly sku: string;
  readonly taxCode: string;
  readonly taxBase: Decimal;
  readonly liable: string;
}

export interface Entry {
  readonly number: number;
  readonly date: Day;
  readonly trueDate: Day;
  readonly key: string;
  readonly revision: number;
  readonly cause: string;
  readonly note: string;
  readonly recordedAt: string;
  readonly versions: { readonly policy: number; readonly decoder: number; readonly rules: number };
  readonly hash: string;
  readonly document: DocumentName;
  readonly postings: readonly Posting[];
}

export interface EntryPage {
  readonly entries: readonly Entry[];
  readonly next: number | null;
}

export interface Observation {
  readonly id: number;
  readonly kind: string;
  readonly remoteId: string;
  readonly via: string;
  readonly seenAt: string;
  readonly lastSeenAt: string;
  readonly decoder: number;
  readonly contentHash: string;
  readonly parked: string | null;
}

export interface Story {
  readonly document: {
    readonly ref: string;
    readonly kind: string;
    readonly number: string;
    readonly remoteId: string;
    readonly channel: string;
    readonly platform: string;
    readonly placedOn: Day | null;
    readonly currency: string | null;
    readonly total: Decimal | null;
    readonly paid: Decimal | null;
    readonly refunded: Decimal | null;
    readonly due: Decimal | null;
    readonly status: string;
    readonly fulfilled: string | null;
    readonly policyVersion: number;
    readonly decoder: number;
    readonly rules: number;
    readonly parts: readonly { readonly key: string; readonly text: string }[];
  };
  readonly observations: readonly Observation[];
  readonly entries: readonly Entry[];
  readonly discrepancies: readonly Discrepancy[];
  readonly person: { readonly name: string; readonly email: string } | null;
}

/** What one side of a certificate says that an order comes to. */
export interface OrderSum {
  readonly total: Decimal;
  readonly currency: string;
}

export type DiscrepancyState = 'open' | 'healed' | 'accepted';

export interface Discrepancy {
  readonly id: number;
  readonly kind: string;
  readonly state: DiscrepancyState;
  readonly amount: Decimal;
  readonly currency: string;
  readonly note: string;
  readonly openedAt: string;
  readonly settledAt: string | null;
  readonly settledBy: string | null;
  /** `ref` null: an order that the books have no document of. */
  readonly document: Omit<DocumentName, 'ref'> & { readonly ref: string | null };
  /** What the shop says of the order; `due` is what the books hold for it. */
  readonly sides: {
    readonly currency: string;
    readonly total: Decimal;
    readonly paid: Decimal;
    readonly refunded: Decimal;
    readonly due: Decimal;
  } | null;
  /** The day whose certificate raised it, with both sides then; both null once they agree. */
  readonly certificate: { readonly day: Day; readonly theirs: OrderSum | null; readonly ours: OrderSum | null } | null;
}

export interface DiscrepancyPage {
  readonly discrepancies: readonly Discrepancy[];
  readonly next: number | null;
  readonly open: readonly KindCount[];
}

export interface Parked {
  readonly id: number;
  readonly reason: string;
  readonly detail: string;
  readonly since: string;
  readonly attempts: number;
  readonly channel: string;
  readonly platform: string;
  readonly kind: string;
  readonly remoteId: string;
  readonly via: string;
  readonly seenAt: string;
  readonly document: string | null;
  readonly ref: string | null;
}

export interface ParkedPage {
  readonly parked: readonly Parked[];
  readonly next: number | null;
  readonly counts: readonly { readonly reason: string; readonly count: number }[];
}

export interface Account {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly balances: readonly { readonly currency: string; readonly balance: Decimal }[];
  readonly baseBalance: Decimal;
}

export interface Register {
  readonly code: string;
  readonly name: string;
  readonly baseCurrency: string;
  readonly opening: readonly { readonly currency: string; readonly balance: Decimal }[];
  readonly rows: readonly RegisterRow[];
  readonly next: string | null;
  readonly basis: Basis;
}

export interface RegisterRow {
  readonly date: Day;
  readonly entry: number;
  readonly key: string;
  readonly document: string;
  readonly channel: string;
  readonly text: string;
  readonly counterAccounts: readonly string[];
  readonly debit: Decimal;
  readonly credit: Decimal;
  readonly balance: Decimal;
  readonly currency: string;
  readonly originalAmount: Decimal;
  readonly originalCurrency: string;
  readonly taxCode: string;
  readonly trueDate: Day;
  readonly recordedAt: string;
}

export interface Basis {
  readonly book: string;
  readonly baseCurrency: string;
  readonly period: { readonly from: Day; readonly to: Day } | null;
  readonly entries: number;
  readonly head: string;
  /** Of books as they were known: when the last of those entries was recorded. */
  readonly recordedAt: string | null;
}

export interface Reported<T> {
  readonly basis: Basis;
  readonly report: T;
}

interface ReportHead {
  readonly baseCurrency: string;
}

export interface TrialBalance extends ReportHead {
  readonly rows: readonly {
    readonly code: string;
    readonly name: string;
    readonly type: string;
    readonly currency: string;
    readonly opening: Decimal;
    readonly debit: Decimal;
    readonly credit: Decimal;
    readonly balance: Decimal;
    readonly baseBalance: Decimal;
  }[];
}

export interface ProfitColumn {
  readonly kind: 'period' | 'total' | 'prior' | 'prior-year' | 'channel';
  readonly from: Day;
  readonly to: Day;
  readonly channel: string;
}

export interface Figures {
  readonly currency: string;
  readonly amounts: readonly Decimal[];
  readonly percentOfNetSales: readonly (string | null)[];
}

export interface ProfitRow extends Figures {
  readonly section: string;
  readonly code: string;
  readonly name: string;
  readonly type: string;
}

export interface ProfitAndLoss extends ReportHead {
  readonly columns: readonly ProfitColumn[];
  readonly rows: readonly ProfitRow[];
  readonly totals: readonly (Figures & { readonly name: string })[];
}

export interface BalanceSheet extends ReportHead {
  readonly columns: readonly { readonly at: Day }[];
  readonly rows: readonly {
    readonly section: 'asset' | 'liability' | 'equity';
    readonly code: string;
    readonly name: string;
    readonly currency: string;
    readonly amounts: readonly Decimal[];
  }[];
  readonly totals: readonly {
    readonly name: string;
    readonly currency: string;
    readonly amounts: readonly Decimal[];
  }[];
}

export interface SalesByChannel extends ReportHead {
  readonly rows: readonly {
    readonly channel: string;
    readonly from: Day;
    readonly to: Day;
    readonly currency: string;
    readonly orders: number;
    readonly units: number;
    readonly gross: Decimal;
    readonly discounts: Decimal;
    readonly returns: Decimal;
    readonly net: Decimal;
    readonly shipping: Decimal;
    readonly tips: Decimal;
    readonly other: Decimal;
    readonly tax: Decimal;
    readonly marketplaceTax: Decimal;
    readonly charged: Decimal;
    readonly refunded: Decimal;
  }[];
}

export interface TaxKey {
  readonly scheme: string;
  readonly jurisdiction: string;
  readonly code: string;
  readonly rate: string;
  readonly liable: string;
  readonly currency: string;
}

export interface TaxRow extends TaxKey {
  readonly base: Decimal;
  readonly charged: Decimal;
  readonly credited: Decimal;
  readonly due: Decimal;
  readonly baseDue: Decimal;
}

export interface TaxCorrection extends TaxKey {
  readonly month: string;
  readonly base: Decimal;
  readonly due: Decimal;
  readonly baseDue: Decimal;
}

export interface TaxReport extends ReportHead {
  readonly rows: readonly TaxRow[];
  /** Of the rows what belongs to earlier months that were closed. */
  readonly corrections: readonly TaxCorrection[];
}

export interface Clearing extends ReportHead {
  readonly rows: readonly {
    readonly code: string;
    readonly name: string;
    readonly currency: string;
    readonly opening: Decimal;
    readonly payments: Decimal;
    readonly refunds: Decimal;
    readonly other: Decimal;
    readonly closing: Decimal;
    readonly baseClosing: Decimal;
  }[];
}

export interface PolicyBody {
  readonly recognition: string;
  readonly discounts: string;
  readonly amountOnlyRefundTax: string;
  readonly taxPoint: string;
  readonly tips: string;
  readonly roundingCap: number;
  readonly rateDays: number;
  readonly schemes: Readonly<Record<string, string>>;
  readonly gateways: Readonly<Record<string, string>>;
}

export interface PolicyVersion {
  readonly version: number;
  readonly effectiveFrom: Day;
  readonly madeAt: string;
  readonly madeBy: string;
  readonly body: PolicyBody;
}

export interface EffectRow {
  readonly month: string;
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly base: Decimal;
}

export interface Restated {
  readonly documents: number;
  readonly changed: number;
  readonly entries: number;
  readonly effect: readonly EffectRow[];
}

export interface Lock {
  readonly lockId: number;
  readonly kind: 'books' | 'tax';
  /** '' where the books are locked. */
  readonly scheme: string;
  readonly through: Day;
  readonly setAt: string;
  readonly setBy: string;
  readonly liftedAt: string | null;
  readonly liftedBy: string | null;
}

export interface Recognised {
  readonly as: string | null;
  /** Of a csv: the shipped profile that fits. */
  readonly profile: string | null;
  readonly confidence: number;
  readonly records: number;
  readonly shop: string | null;
  readonly currencies: readonly string[];
  readonly problems: readonly string[];
  readonly entries: readonly SampleEntry[];
}

export interface SampleEntry {
  readonly date: Day;
  readonly key: string;
  readonly document: { readonly kind: string; readonly number: string; readonly remoteId: string };
  readonly postings: readonly Pick<Posting, 'code' | 'name' | 'amount' | 'currency' | 'baseAmount'>[];
}

export interface ImportState {
  readonly id: number;
  readonly state: 'running' | 'done' | 'failed' | 'interrupted';
  readonly command: string;
  readonly recognised: { readonly as: string; readonly channel: string; readonly files: readonly string[] } | null;
  readonly dryRun: boolean;
  readonly startedAt: string;
  readonly read: number;
  readonly posted: number;
  readonly unchanged: number;
  readonly parked: number;
  readonly discrepancies: number;
  readonly rate: number | null;
  /** From 0 to 1. */
  readonly share: number | null;
  readonly secondsLeft: number | null;
  readonly firstEntries: readonly Entry[];
  /** Of a dry run. */
  readonly sample: readonly SampleEntry[];
  readonly firstParked: readonly { readonly place: string; readonly reason: string; readonly detail: string }[];
  readonly problem: { readonly detail: string; readonly remedy: string } | null;
}

export interface ImportPage {
  readonly imports: readonly ImportState[];
  readonly next: string | null;
}

export interface Live {
  readonly entries: number;
  readonly documents: number;
  readonly head: string;
  readonly parked: number;
  readonly discrepancies: number;
}
