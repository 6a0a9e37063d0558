import { stateJson } from '../domain/documents/json.ts';
import type { DocumentRow, Plan, PlannedEntry } from '../domain/plan/state.ts';
import { RULES_VERSION } from '../domain/posting/derive.ts';
import type { Rate } from '../domain/posting/rates.ts';
import { CopyRows } from './copy-rows.ts';
import { pinnedToJson } from './pinned.ts';
import type { Pipeline } from './transaction.ts';
import { dates, int4s, int8s, texts, timestamps } from './wire.ts';

const ACCOUNTS = `insert into account (book_id, account_id, code, name, type)
  select $1, * from unnest($2::int4[], $3::text[], $4::text[], $5::text[])`;

const DOCUMENT_COLUMNS = `unnest($2::int8[], $3::int4[], $4::text[], $5::text[], $6::text[], $7::date[], $8::text[],
    $9::int8[], $10::int8[], $11::int8[], $12::text[], $13::int8[], $14::date[], $15::int4[], $16::int4[], $17::text[], $18::text[])
  as d(document_id, connection_id, kind, remote_id, number, placed_on, currency, total, paid, refunded, status, units, counted_on,
    policy_version, decoder, pinned_rates, state)`;

const INSERT_DOCUMENTS = `copy document (book_id, document_id, connection_id, kind, remote_id, number, placed_on, currency, total, paid,
  refunded, status, units, counted_on, policy_version, decoder, rules, pinned_rates, state) from stdin (format binary)`;

/** As an upsert by the key: an UPDATE joined to its rows would be planned by what the table once held. */
const UPDATE_DOCUMENTS = `insert into document (book_id, document_id, connection_id, kind, remote_id, number, placed_on, currency,
    total, paid, refunded, status, units, counted_on, policy_version, decoder, rules, pinned_rates, state)
  select $1, document_id, connection_id, kind, remote_id, number, placed_on, currency, total, paid, refunded, status, units,
    counted_on, policy_version, decoder, $19, pinned_rates::json, state::json from ${DOCUMENT_COLUMNS}
  on conflict (book_id, document_id) do update set number = excluded.number, placed_on = excluded.placed_on,
    currency = excluded.currency, total = excluded.total, paid = excluded.paid, refunded = excluded.refunded,
    status = excluded.status, units = excluded.units, counted_on = excluded.counted_on,
    policy_version = excluded.policy_version, decoder = excluded.decoder, rules = excluded.rules,
    pinned_rates = excluded.pinned_rates, state = excluded.state`;

const OBSERVATIONS = `copy observation (book_id, observation_id, connection_id, kind, remote_id, via, seen_at, last_seen_at,
  received_month, segment_id, slot, decoder, document_id, content_hash) from stdin (format binary)`;

const REFRESH = `update observation o set last_seen_at = greatest(o.last_seen_at, k.last_seen_at),
    seen_again = coalesce(o.seen_again, '{}') || k.seen_again
  from (select observation_id, max(seen_at) as last_seen_at, array_agg((extract(epoch from seen_at) * 1000)::int8) as seen_again
    from unnest($2::int8[], $3::timestamptz[]) as n(observation_id, seen_at) group by observation_id) k
  where o.book_id = $1 and o.observation_id = any($2::int8[]) and o.observation_id = k.observation_id`;

const PARK = `insert into parked (book_id, observation_id, document_id, reason, detail, since)
  select $1, p.*, $6::timestamptz from unnest($2::int8[], $3::int8[], $4::text[], $5::text[]) as p`;

const UNPARK = 'delete from parked where book_id = $1 and document_id = any($2::int8[])';

const ENTRIES = `copy entry (book_id, number, date, belongs_to, document_id, posting_key, revision, cause, note, policy_version,
  decoder, rules, recorded_at, hash) from stdin (format binary)`;

const POSTINGS = `copy posting (book_id, number, line, account_id, date, currency, amount, base_amount, rate_id, channel, sku, tax_code,
  tax_base, liable) from stdin (format binary)`;

const BALANCE_KEY = 'account_id, currency, date, channel, tax_code, liable';

/** Of days and, by the same statement, of months. */
const BALANCES = `with n as materialized (
    select * from unnest($2::int4[], $3::text[], $4::date[], $5::int4[], $6::text[], $7::text[], $8::int8[], $9::int8[],
      $10::int8[], $11::int8[], $12::int8[], $13::int8[])
    as n(${BALANCE_KEY}, debit, credit, base_debit, base_credit, tax_base, postings)
  ), days as (
    insert into balance as b (book_id, ${BALANCE_KEY}, debit, credit, base_debit, base_credit, tax_base, postings)
    select $1, n.* from n
    on conflict (book_id, ${BALANCE_KEY}) do update set
      debit = b.debit + excluded.debit, credit = b.credit + excluded.credit, base_debit = b.base_debit + excluded.base_debit,
      base_credit = b.base_credit + excluded.base_credit, tax_base = b.tax_base + excluded.tax_base,
      postings = b.postings + excluded.postings
  )
  insert into balance_month as m (book_id, account_id, currency, month, channel, tax_code, liable, debit, credit, base_debit,
    base_credit, tax_base)
  select $1, account_id, currency, date_trunc('month', date)::date, channel, tax_code, liable, sum(debit), sum(credit),
    sum(base_debit), sum(base_credit), sum(tax_base)
  from n group by 2, 3, 4, 5, 6, 7
  on conflict (book_id, account_id, currency, month, channel, tax_code, liable) do update set
    debit = m.debit + excluded.debit, credit = m.credit + excluded.credit, base_debit = m.base_debit + excluded.base_debit,
    base_credit = m.base_credit + excluded.base_credit, tax_base = m.tax_base + excluded.tax_base`;

const CHANNEL_DAYS = `insert into channel_day as c (book_id, connection_id, date, orders, units)
  select $1, n.* from unnest($2::int4[], $3::date[], $4::int8[], $5::int8[]) as n
  on conflict (book_id, connection_id, date) do update set orders = c.orders + excluded.orders, units = c.units + excluded.units`;

const OPEN = `insert into discrepancy (book_id, discrepancy_id, kind, document_id, state, amount, currency, note, opened_at)
  select $1, n.discrepancy_id, n.kind, n.document_id, 'open', n.amount, n.currency, n.note, $8::timestamptz
  from unnest($2::int8[], $3::text[], $4::int8[], $5::int8[], $6::text[], $7::text[])
  as n(discrepancy_id, kind, document_id, amount, currency, note)`;

const CHANGE = `update discrepancy d set amount = n.amount, currency = n.currency, note = n.note
  from unnest($2::int8[], $3::int8[], $4::text[], $5::text[]) as n(discrepancy_id, amount, currency, note)
  where d.book_id = $1 and d.discrepancy_id = any($2::int8[]) and d.discrepancy_id = n.discrepancy_id`;

const HEAL = `update discrepancy set state = 'healed', settled_at = $3::timestamptz, settled_by = 'itself'
  where book_id = $1 and discrepancy_id = any($2::int8[])`;

const PERSONS = `insert into person (book_id, connection_id, remote_id, name, email)
  select $1, n.* from unnest($2::int4[], $3::text[], $4::text[], $5::text[]) as n
  on conflict (book_id, connection_id, remote_id) do update set name = excluded.name, email = excluded.email
  where person.erased_at is null and (person.name, person.email) is distinct from (excluded.name, excluded.email)`;

const HEAD = 'select move_head($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)';

/** What a plan was made on: it is written only if the book still stands there. */
export interface Ground {
  /** Changes with whatever plans are made from besides documents. */
  readonly mark: number;
  readonly newestRate: number | null;
}

/** A plan with what it was made on. */
export interface Grounded {
  readonly plan: Plan;
  readonly ground: Ground;
  /** The mark of the book once it is written. */
  readonly leaves: number;
  /** The row of a rate. */
  readonly idOf: IdOf;
}

/** Cross rates that a plan uses for the first time: they are to be stored, so that they have ids, before the plan is sent. */
export function newCrosses({ inserted, updated }: Plan): Rate[] {
  const used = new Map<number, Rate>();
  for (const { pinned } of [...inserted, ...updated]) {
    for (const rate of Object.values(pinned)) if (rate.rateId < 0) used.set(rate.rateId, rate);
  }
  return [...used.values()];
}

/**
 * Sends a plan within a transaction. The head comes first: it takes the book's lock, and refuses where the book has moved
 * on since the plan was made. Then the order is that of the guards: accounts and documents, entries, postings.
 */
export function sendPlan(
  pipeline: Pipeline,
  bookId: number,
  { plan, ground, leaves, idOf }: Grounded,
  now: number,
): void {
  const { head } = plan;
  pipeline.send('head=', HEAD, [
    bookId,
    ground.mark,
    ground.newestRate,
    leaves,
    head.nextEntry,
    head.nextDocument,
    head.nextObservation,
    head.nextAccount,
    head.nextDiscrepancy,
    head.hash,
  ]);
  const at = new Date(now);
  const send = (name: string, text: string, rows: number, values: () => unknown[]) => {
    if (rows > 0) pipeline.send(name, text, [bookId, ...values()]);
  };
  send('accounts+', ACCOUNTS, plan.accounts.length, () => [
    int4s(plan.accounts.map((a) => a.accountId)),
    texts(plan.accounts.map((a) => a.code)),
    texts(plan.accounts.map((a) => a.name)),
    texts(plan.accounts.map((a) => a.type)),
  ]);
  if (plan.inserted.length > 0) pipeline.copy(INSERT_DOCUMENTS, documentRows(bookId, plan.inserted, idOf));
  send('documents~', UPDATE_DOCUMENTS, plan.updated.length, () => documentColumns(plan.updated, idOf));
  sendObservations(pipeline, send, bookId, plan, at);
  if (plan.entries.length > 0) {
    pipeline.copy(ENTRIES, entryRows(bookId, plan.entries, now));
    pipeline.copy(POSTINGS, postingRows(bookId, plan.entries, idOf));
  }
  send('balances+', BALANCES, plan.balances.length, () => balanceColumns(plan));
  send('channel_days+', CHANNEL_DAYS, plan.channelDays.length, () => [
    int4s(plan.channelDays.map((d) => d.connectionId)),
    dates(plan.channelDays.map((d) => d.date)),
    int8s(plan.channelDays.map((d) => d.orders)),
    int8s(plan.channelDays.map((d) => d.units)),
  ]);
  sendDiscrepancies(send, plan, at);
  send('persons+', PERSONS, plan.persons.length, () => [
    int4s(plan.persons.map((p) => p.connectionId)),
    texts(plan.persons.map((p) => p.remoteId)),
    texts(plan.persons.map((p) => p.name)),
    texts(plan.persons.map((p) => p.email)),
  ]);
}

type Send = (name: string, text: string, rows: number, values: () => unknown[]) => void;
type IdOf = (rateId: number) => number;

function documentRows(bookId: number, documents: readonly DocumentRow[], idOf: IdOf): CopyRows {
  const rows = new CopyRows(19);
  for (const document of documents) {
    const { summary, counted } = document;
    rows
      .row()
      .int4(bookId)
      .int8(document.documentId)
      .int4(document.connectionId)
      .text(document.kind)
      .text(document.remoteId);
    rows.text(summary.number).date(summary.placedOn).text(summary.currency);
    rows.int8(summary.total).int8(summary.paid).int8(summary.refunded).text(summary.status);
    rows.int8(counted?.units ?? null).date(counted?.date ?? null);
    rows.int4(document.policyVersion).int4(document.decoderVersion).int4(RULES_VERSION);
    rows.text(pinnedToJson(document.pinned, (rate) => idOf(rate.rateId))).text(stateJson(document.state));
  }
  return rows;
}

function documentColumns(rows: readonly DocumentRow[], idOf: IdOf): unknown[] {
  return [
    int8s(rows.map((d) => d.documentId)),
    int4s(rows.map((d) => d.connectionId)),
    texts(rows.map((d) => d.kind)),
    texts(rows.map((d) => d.remoteId)),
    texts(rows.map((d) => d.summary.number)),
    dates(rows.map((d) => d.summary.placedOn)),
    texts(rows.map((d) => d.summary.currency)),
    int8s(rows.map((d) => d.summary.total)),
    int8s(rows.map((d) => d.summary.paid)),
    int8s(rows.map((d) => d.summary.refunded)),
    texts(rows.map((d) => d.summary.status)),
    int8s(rows.map((d) => d.counted?.units ?? null)),
    dates(rows.map((d) => d.counted?.date ?? null)),
    int4s(rows.map((d) => d.policyVersion)),
    int4s(rows.map((d) => d.decoderVersion)),
    texts(rows.map((d) => pinnedToJson(d.pinned, (rate) => idOf(rate.rateId)))),
    texts(rows.map((d) => stateJson(d.state))),
    RULES_VERSION,
  ];
}

function sendObservations(pipeline: Pipeline, send: Send, bookId: number, plan: Plan, at: Date): void {
  const { observations, refreshed, parked, unparked } = plan;
  if (observations.length > 0) pipeline.copy(OBSERVATIONS, observationRows(bookId, observations));
  send('refresh', REFRESH, refreshed.length, () => [
    int8s(refreshed.map((o) => o.observationId)),
    timestamps(refreshed.map((o) => o.seenAt)),
  ]);
  send('unpark', UNPARK, unparked.length, () => [int8s(unparked)]);
  send('park', PARK, parked.length, () => [
    int8s(parked.map((p) => p.observationId)),
    int8s(parked.map((p) => p.documentId)),
    texts(parked.map((p) => p.reason)),
    texts(parked.map((p) => p.detail)),
    at,
  ]);
}

function observationRows(bookId: number, observations: Plan['observations']): CopyRows {
  const rows = new CopyRows(14);
  for (const observation of observations) {
    const { seenAt, evidence } = observation;
    rows.row().int4(bookId).int8(observation.observationId).int4(observation.connectionId);
    rows.text(observation.kind).text(observation.remoteId).text(observation.via).timestamp(seenAt).timestamp(seenAt);
    rows.date(evidence.receivedMonth).int8(evidence.segmentId).int4(evidence.slot);
    rows.int4(observation.decoderVersion).int8(observation.documentId).hex(observation.contentHash);
  }
  return rows;
}

function entryRows(bookId: number, entries: readonly PlannedEntry[], now: number): CopyRows {
  const rows = new CopyRows(14);
  for (const entry of entries) {
    rows.row().int4(bookId).int8(entry.number).date(entry.date).date(entry.belongsTo).int8(entry.documentId);
    rows.text(entry.postingKey).int4(entry.revision).text(entry.cause).text(entry.note);
    rows.int4(entry.policyVersion).int4(entry.decoderVersion).int4(entry.rulesVersion).timestamp(now).bytes(entry.hash);
  }
  return rows;
}

function postingRows(bookId: number, entries: readonly PlannedEntry[], idOf: IdOf): CopyRows {
  const rows = new CopyRows(14);
  for (const { number, date, lines, accountIds } of entries) {
    let index = 0;
    for (const line of lines) {
      rows
        .row()
        .int4(bookId)
        .int8(number)
        .int4(index + 1)
        .int4(accountIds[index] ?? 0)
        .date(date)
        .text(line.currency);
      rows
        .int8(line.amount)
        .int8(line.base)
        .int4(line.rateId === null ? null : idOf(line.rateId))
        .int4(line.channel);
      rows.text(line.sku).text(line.taxCode).int8(line.taxBase).text(line.liable);
      index += 1;
    }
  }
  return rows;
}

function balanceColumns({ balances }: Plan): unknown[] {
  return [
    int4s(balances.map((b) => b.accountId)),
    texts(balances.map((b) => b.currency)),
    dates(balances.map((b) => b.date)),
    int4s(balances.map((b) => b.channel)),
    texts(balances.map((b) => b.taxCode)),
    texts(balances.map((b) => b.liable)),
    int8s(balances.map((b) => b.debit)),
    int8s(balances.map((b) => b.credit)),
    int8s(balances.map((b) => b.baseDebit)),
    int8s(balances.map((b) => b.baseCredit)),
    int8s(balances.map((b) => b.taxBase)),
    int8s(balances.map((b) => b.postings)),
  ];
}

function sendDiscrepancies(send: Send, { opened, changed, healed }: Plan, at: Date): void {
  send('discrepancies+', OPEN, opened.length, () => [
    int8s(opened.map((d) => d.discrepancyId)),
    texts(opened.map((d) => d.kind)),
    int8s(opened.map((d) => d.documentId)),
    int8s(opened.map((d) => d.amount)),
    texts(opened.map((d) => d.currency)),
    texts(opened.map((d) => d.note)),
    at,
  ]);
  send('discrepancies~', CHANGE, changed.length, () => [
    int8s(changed.map((d) => d.discrepancyId)),
    int8s(changed.map((d) => d.amount)),
    texts(changed.map((d) => d.currency)),
    texts(changed.map((d) => d.note)),
  ]);
  send('discrepancies-', HEAL, healed.length, () => [int8s(healed), at]);
}
