/** Types of accounts (accounting.md 36). */
export type AccountType =
  | 'asset'
  | 'liability'
  | 'equity'
  | 'income'
  | 'contra-income'
  | 'cost-of-sales'
  | 'expense'
  | 'other';

export interface Account {
  readonly code: string;
  readonly name: string;
  readonly type: AccountType;
}

const account = (code: string, name: string, type: AccountType): Account => ({ code, name, type });

/** The default chart, by the role each account plays in the rules (accounting.md 36). */
export const CHART = {
  bank: account('1000', 'Bank', 'asset'),
  payoutsInTransit: account('1190', 'Payouts in transit', 'asset'),
  receivable: account('1200', 'Accounts receivable', 'asset'),
  reservesHeld: account('1210', 'Reserves held', 'asset'),
  disputesReceivable: account('1220', 'Disputes receivable', 'asset'),
  withheldTax: account('1230', 'Withheld tax receivable', 'asset'),
  inputTax: account('1240', 'Input tax', 'asset'),
  taxOnDeposits: account('1250', 'Output tax on deposits and vouchers', 'asset'),
  inventory: account('1300', 'Inventory', 'asset'),
  conversion: account('1900', 'Currency conversion', 'asset'),
  suspense: account('1990', 'Suspense', 'asset'),
  payable: account('2000', 'Accounts payable', 'liability'),
  goodsReceived: account('2010', 'Goods received, not invoiced', 'liability'),
  taxNotYetDue: account('2110', 'Tax not yet due', 'liability'),
  marketplaceTax: account('2120', 'Marketplace tax pass-through', 'liability'),
  dutiesPayable: account('2130', 'Duties payable', 'liability'),
  tipsPayable: account('2140', 'Tips payable', 'liability'),
  deposits: account('2200', 'Customer deposits', 'liability'),
  giftCards: account('2210', 'Gift cards outstanding', 'liability'),
  storeCredit: account('2220', 'Store credit', 'liability'),
  deferredRevenue: account('2230', 'Deferred revenue', 'liability'),
  merchantAdvances: account('2300', 'Merchant advances', 'liability'),
  openingBalances: account('3000', 'Opening balances', 'equity'),
  retainedEarnings: account('3100', 'Retained earnings', 'equity'),
  sales: account('4000', 'Sales', 'income'),
  shippingIncome: account('4100', 'Shipping income', 'income'),
  feeIncome: account('4200', 'Fee income', 'income'),
  tips: account('4210', 'Tips', 'income'),
  reimbursements: account('4220', 'Reimbursements', 'income'),
  breakage: account('4230', 'Breakage income', 'income'),
  instalmentInterest: account('4240', 'Instalment interest', 'income'),
  otherIncome: account('4290', 'Other income', 'income'),
  discounts: account('4800', 'Discounts', 'contra-income'),
  returns: account('4810', 'Returns', 'contra-income'),
  goodwill: account('4820', 'Goodwill', 'contra-income'),
  costOfGoods: account('5000', 'COGS', 'cost-of-sales'),
  costVariance: account('5010', 'Cost variance', 'cost-of-sales'),
  inventoryLoss: account('5020', 'Inventory loss', 'cost-of-sales'),
  paymentFees: account('6000', 'Payment fees', 'expense'),
  marketplaceCommission: account('6010', 'Marketplace commission', 'expense'),
  disputeFees: account('6020', 'Dispute fees', 'expense'),
  disputeLosses: account('6030', 'Dispute losses', 'expense'),
  promotions: account('6040', 'Promotions', 'expense'),
  bankCharges: account('6050', 'Bank charges', 'expense'),
  interest: account('6060', 'Interest', 'expense'),
  badDebts: account('6070', 'Bad debts', 'expense'),
  otherExpenses: account('6090', 'Other expenses', 'expense'),
  fxRealised: account('7000', 'FX realised', 'other'),
  fxUnrealised: account('7010', 'FX unrealised', 'other'),
  rounding: account('7100', 'Rounding', 'other'),
} as const satisfies Record<string, Account>;

export const DEFAULT_CHART: readonly Account[] = Object.values(CHART);

/** What a gateway or marketplace owes the merchant: one per gateway account and currency. */
export function clearingAccount(gateway: string, currency: string): Account {
  return account(`1100-${gateway}-${currency}`, `Clearing: ${gateway} ${currency}`, 'asset');
}

export function isClearing(code: string): boolean {
  return code.startsWith('1100-');
}

/** Tax owed under one scheme (domestic VAT of a country, OSS, US sales tax …). */
export function taxPayable(scheme: string): Account {
  return account(`2100-${scheme}`, `Tax payable: ${scheme}`, 'liability');
}

/** Accounts whose balance is carried over a year end; the others close into Retained earnings (accounting.md 35). */
export function isBalanceSheet(type: AccountType): boolean {
  return type === 'asset' || type === 'liability' || type === 'equity';
}

/** Accounts with a subledger per document, which open with the documents at cut-over (accounting.md 33) and take manual lines only with a reference (accounting.md 34). */
const CONTROL: ReadonlySet<string> = new Set([
  CHART.receivable.code,
  CHART.deposits.code,
  CHART.giftCards.code,
  CHART.storeCredit.code,
  CHART.inventory.code,
]);

export function isControl(code: string): boolean {
  return CONTROL.has(code) || isClearing(code);
}
