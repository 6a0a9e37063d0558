import { listed } from './columns.ts';
import type { AmountProfile, Choice, Condition, MomentsProfile, Profile, SourceProfile, TaxProfile } from './shapes.ts';

/** The columns of each file that a profile reads. */
export interface UsedColumns {
  /** All that the books are made of. */
  readonly books: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of these, what stands once for the whole document: its rows must agree on them. */
  readonly head: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those that say who bought. */
  readonly person: ReadonlySet<string>;
}

/** Every condition of a profile, with the section it stands in. */
export interface PlacedCondition {
  readonly place: string;
  readonly condition: Condition;
}

class Walk {
  readonly columns = new Map<string, Set<string>>();
  readonly conditions: PlacedCondition[] = [];
  #file = '';
  #place = '';

  enter(file: string, place: string): void {
    this.#file = file;
    this.#place = place;
    if (!this.columns.has(file)) this.columns.set(file, new Set());
  }

  column(...names: readonly (string | undefined)[]): void {
    for (const name of names) if (name !== undefined) this.columns.get(this.#file)?.add(name);
  }

  condition(condition: Condition | undefined): void {
    if (condition === undefined) return;
    this.conditions.push({ place: this.#place, condition });
    this.#inside(condition);
  }

  #inside({ column, all, any, not }: Condition): void {
    this.column(column);
    for (const part of [...(all ?? []), ...(any ?? []), ...(not === undefined ? [] : [not])]) this.#inside(part);
  }

  choice(choice: Choice<string>): void {
    if (typeof choice !== 'string') for (const { when } of choice) this.condition(when);
  }

  source(source: SourceProfile | undefined): void {
    if (typeof source === 'string') this.column(source);
    else if (source !== undefined && 'first' in source) this.column(...source.first);
  }

  amount(amount: AmountProfile | undefined): void {
    if (typeof amount === 'string') this.column(amount);
    else this.column(...(amount?.plus ?? []), ...(amount?.minus ?? []));
  }

  moments(moments: MomentsProfile | undefined): void {
    if (moments === undefined) return;
    for (const moment of listed(moments)) {
      if (typeof moment === 'string') this.column(moment);
      else {
        this.column(moment.column);
        this.condition(moment.when);
      }
    }
  }

  tax(tax: TaxProfile | undefined): void {
    this.amount(tax?.amount);
    for (const source of [tax?.jurisdiction, tax?.name, tax?.rate]) this.source(source);
  }
}

/** The file of a section: its own, else the documents'. */
export function fileOf(profile: Profile, section: { readonly file?: string | undefined } | undefined): string {
  return section?.file ?? profile.document.file ?? Object.keys(profile.files)[0] ?? '';
}

function walkDocument(walk: Walk, profile: Profile): void {
  const { document, currency } = profile;
  walk.enter(fileOf(profile, document), 'document');
  if (typeof currency !== 'string') walk.column(currency.column);
  walk.source(document.number);
  for (const moments of [document.placedAt, document.paidAt, document.shippedAt, document.cancelledAt])
    walk.moments(moments);
  walk.condition(document.creditNote?.when);
  walk.choice(document.status);
  walk.choice(document.terms);
  for (const amount of [document.total, document.linesTotal, document.discount]) walk.amount(amount);
  for (const tax of document.taxes) walk.tax(tax);
}

type Section = { readonly file?: string | undefined; readonly when?: Condition | undefined };

function walkLines(walk: Walk, profile: Profile): void {
  const { lines, fulfilments } = profile;
  if (lines === undefined) return;
  enter(walk, profile, lines, 'lines');
  walk.source(lines.id);
  walk.column(lines.code, lines.price, typeof lines.quantity === 'string' ? lines.quantity : undefined);
  for (const amount of [lines.discount, lines.amount, lines.before]) walk.amount(amount);
  walk.tax(lines.tax);
  if (typeof lines.ships !== 'boolean') walk.condition(lines.ships);
  walk.condition(lines.taxable);
  walk.condition(lines.giftCard);
  walk.condition(fulfilments?.lines);
}

/** What the document pays, is charged and is sent, by row or once for the document. */
function walkMovements(walk: Walk, profile: Profile, per: 'row' | 'document'): void {
  const { charges, payments, refunds, fulfilments } = profile;
  charges.forEach((charge, index) => {
    if (charge.per !== per) return;
    enter(walk, profile, charge, `charges.${index}`);
    walk.column(charge.id);
    walk.amount(charge.amount);
    walk.tax(charge.tax);
  });
  if (payments?.per === per) {
    enter(walk, profile, payments, 'payments');
    walk.column(payments.id);
    walk.amount(payments.amount);
    walk.source(payments.gateway);
    walk.moments(payments.at);
    walk.choice(payments.status);
  }
  if (refunds?.per === per) {
    enter(walk, profile, refunds, 'refunds');
    walk.column(refunds.id, refunds.line, refunds.quantity);
    walk.amount(refunds.amount);
    walk.source(refunds.gateway);
    walk.moments(refunds.at);
    walk.choice(refunds.status);
  }
  if (fulfilments?.per === per) {
    enter(walk, profile, fulfilments, 'fulfilments');
    walk.column(fulfilments.id, fulfilments.line, fulfilments.quantity);
    walk.moments(fulfilments.at);
  }
}

function walkCancellations(walk: Walk, profile: Profile): void {
  const { cancellations } = profile;
  if (cancellations === undefined) return;
  enter(walk, profile, cancellations, 'cancellations');
  walk.column(cancellations.id, cancellations.line, cancellations.quantity);
  walk.moments(cancellations.at);
}

function enter(walk: Walk, profile: Profile, section: Section, place: string): void {
  walk.enter(fileOf(profile, section), place);
  walk.condition(section.when);
}

function walkAll(profile: Profile): Walk {
  const walk = new Walk();
  for (const [file, { key }] of Object.entries(profile.files)) {
    walk.enter(file, `files.${file}`);
    walk.column(...listed(key));
  }
  walkDocument(walk, profile);
  walkLines(walk, profile);
  walkMovements(walk, profile, 'row');
  walkMovements(walk, profile, 'document');
  walkCancellations(walk, profile);
  return walk;
}

export function usedColumns(profile: Profile): UsedColumns {
  const head = new Walk();
  walkDocument(head, profile);
  walkMovements(head, profile, 'document');
  const person = new Walk();
  person.enter('', 'person');
  for (const source of [profile.person?.id, profile.person?.name, profile.person?.email]) person.source(source);
  return { books: walkAll(profile).columns, head: head.columns, person: person.columns.get('') ?? new Set() };
}

export function conditionsOf(profile: Profile): readonly PlacedCondition[] {
  return walkAll(profile).conditions;
}

/** What keeps a header from being read: columns it lacks and must have, columns it names twice. */
export function headerFlaws(profile: Profile, file: string, header: readonly string[]): HeaderFlaws {
  const { books, person } = usedColumns(profile);
  const wanted = [...(books.get(file) ?? []), ...(file === fileOf(profile, profile.document) ? person : [])];
  const mayLack = new Set(profile.files[file]?.mayLack);
  return {
    missing: [...new Set(wanted)].filter((column) => !header.includes(column) && !mayLack.has(column)),
    doubled: wanted.filter((column) => header.indexOf(column) !== header.lastIndexOf(column)),
  };
}

export interface HeaderFlaws {
  readonly missing: readonly string[];
  readonly doubled: readonly string[];
}
