// What the API answers, as the books name it; what it tells of stands beside this, group by group.

/** An amount in major units, debit positive: text, so that nothing rounds it. */
export type Decimal = string;

/** '2026-11-21' */
export type Day = string;
