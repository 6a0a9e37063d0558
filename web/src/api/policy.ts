import type { Day, Decimal } from './types.ts';

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
