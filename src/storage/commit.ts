import type pg from 'pg';
import type { DocumentRow, Plan, PlannedEntry } from '../domain/plan/state.ts';
import { RULES_VERSION } from '../domain/posting/derive.ts';
import type { Rate } from '../domain/posting/rates.ts';
import { pinnedToJson } from './pinned.ts';
import { storeCrosses } from './rates.ts';
import type { Pipeline } from './transaction.ts';
import { byteas, dates, int4s, int8s, texts, timestamps } from './wire.ts';

const ACCOUNTS = `insert into account (book_id, account_id, code, name, type)
  select $1, * from unnest($2::int4[], $3::text[], $4::text[], $5::text[])`;

const DOCUMENT_COLUMNS = `unnest($2::int8[], $3::int4[], $4::text[], $5::text[], $6::text[], $7::date[], $8::text[],
    $9::int8[], $10::int8[], $11::int8[], $12::text[], $13::int8[], $14::date[], $15::int4[], $16::int4[], $17::text[], $18::text[])
  as d(document_id, connection_id, kind, remote_id, number, placed_on, currency, total, paid, refunded, status, units, counted_on,
    policy_version, decoder, pinned_rates, state)`;

const INSERT_DOCUMENTS = `insert into document (book_id, document_id, connection_id, kind, remote_id, number, placed_on, currency,
    total, paid, refunded, status, units, counted_on, policy_version, decoder, rules, pinned_rates, state)
  select $1, document_id, connection_id, kind, remote_id, number, placed_on, currency, total, paid, refunded, status, units,
    counted_on, policy_version, decoder, $19, pinned_rates::json, state::json from ${DOCUMENT_COLUMNS}`;

/** As an upsert by the key: an UPDATE joined to its rows would be planned by what the table once held. */
const UPDATE_DOCUMENTS = `${INSERT_DOCUMENTS}
  on conflict (book_id, document_id) do update set number = excluded.number, placed_on = excluded.placed_on,
    currency = excluded.currency, total = excluded.total, paid = excluded.paid, refunded = excluded.refunded,
    status = excluded.status, units = excluded.units, counted_on = excluded.counted_on,
    policy_version = excluded.policy_version, decoder = excluded.decoder, rules = excluded.rules,
    pinned_rates = excluded.pinned_rates, state = excluded.state`;

const OBSERVATIONS = `insert into observation (book_id, observation_id, connection_id, kind, remote_id, via, seen_at, last_seen_at,
    received_month, segment_id, slot, decoder, document_id, content_hash)
  select $1, o.observation_id, o.connection_id, o.kind, o.remote_id, o.via, o.seen_at, o.seen_at, o.received_month, o.segment_id,
    o.slot, o.decoder, o.document_id, o.content_hash
  from unnest($2::int8[], $3::int4[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::date[], $9::int8[], $10::int4[],
    $11::int4[], $12::int8[], $13::bytea[])
  as o(observation_id, connection_id, kind, remote_id, via, seen_at, received_month, segment_id, slot, decoder, document_id, content_hash)`;

const REFRESH = `update observation o set last_seen_at = greatest(o.last_seen_at, k.last_seen_at),
    seen_again = coalesce(o.seen_again, '{}') || k.seen_again
  from (select observation_id, max(seen_at) as last_seen_at, array_agg((extract(epoch from seen_at) * 1000)::int8) as seen_again
    from unnest($2::int8[], $3::timestamptz[]) as n(observation_id, seen_at) group by observation_id) k
  where o.book_id = $1 and o.observation_id = any($2::int8[]) and o.observation_id = k.observation_id`;

const PARK = `insert into parked (book_id, observation_id, document_id, reason, detail, since)
  select $1, p.*, $6::timestamptz from unnest($2::int8[], $3::int8[], $4::text[], $5::text[]) as p`;

const UNPARK = 'delete from parked where book_id = $1 and document_id = any($2::int8[])';

const ENTRIES = `insert into entry (book_id, number, date, belongs_to, document_id, posting_key, revision, cause, note, policy_version,
    decoder, rules, recorded_at, hash)
  select $1, e.number, e.date, e.belongs_to, e.document_id, e.posting_key, e.revision, e.cause, e.note, e.policy_version, e.decoder,
    e.rules, $14::timestamptz, e.hash
  from unnest($2::int8[], $3::date[], $4::date[], $5::int8[], $6::text[], $7::int4[], $8::text[], $9::text[], $10::int4[],
    $11::int4[], $12::int4[], $13::bytea[])
  as e(number, date, belongs_to, document_id, posting_key, revision, cause, note, policy_version, decoder, rules, hash)`;

const POSTINGS = `insert into posting (book_id, number, line, account_id, date, currency, amount, base_amount, rate_id, channel, sku,
    tax_code, tax_base, liable)
  select $1, p.* from unnest($2::int8[], $3::int4[], $4::int4[], $5::date[], $6::text[], $7::int8[], $8::int8[], $9::int4[],
    $10::int4[], $11::text[], $12::text[], $13::int8[], $14::text[]) as p`;

const BALANCES = `insert into balance as b (book_id, account_id, currency, date, channel, tax_code, liable, debit, credit, base_debit,
    base_credit, tax_base, postings)
  select $1, n.* from unnest($2::int4[], $3::text[], $4::date[], $5::int4[], $6::text[], $7::text[], $8::int8[], $9::int8[],
    $10::int8[], $11::int8[], $12::int8[], $13::int8[]) as n
  on conflict (book_id, account_id, currency, date, channel, tax_code, liable) do update set
    debit = b.debit + excluded.debit, credit = b.credit + excluded.credit, base_debit = b.base_debit + excluded.base_debit,
    base_credit = b.base_credit + excluded.base_credit, tax_base = b.tax_base + excluded.tax_base,
    postings = b.postings + excluded.postings`;

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

const HEAD = `update book_head set next_entry = $2, next_document = $3, next_observation = $4, next_account = $5,
    next_discrepancy = $6, head_hash = $7 where book_id = $1`;

/**
 * Writes a plan inside the transaction that holds the book's lock. The order is that of the guards: accounts and
 * documents, then entries, then postings.
 */
export async function commitPlan(
  client: pg.ClientBase,
  pipeline: Pipeline,
  bookId: number,
  plan: Plan,
  now: number,
): Promise<void> {
  const at = new Date(now);
  const rateId = await rateIds(client, plan, now);
  const send = (name: string, text: string, rows: number, values: () => unknown[]) => {
    if (rows > 0) pipeline.send(name, text, [bookId, ...values()]);
  };
  send('accounts+', ACCOUNTS, plan.accounts.length, () => [
    int4s(plan.accounts.map((a) => a.accountId)),
    texts(plan.accounts.map((a) => a.code)),
    texts(plan.accounts.map((a) => a.name)),
    texts(plan.accounts.map((a) => a.type)),
  ]);
  send('documents+', INSERT_DOCUMENTS, plan.inserted.length, () => documentColumns(plan.inserted, rateId));
  send('documents~', UPDATE_DOCUMENTS, plan.updated.length, () => documentColumns(plan.updated, rateId));
  sendObservations(send, plan, at);
  send('entries+', ENTRIES, plan.entries.length, () => [...entryColumns(plan.entries), at]);
  send('postings+', POSTINGS, plan.entries.length, () => postingColumns(plan.entries, rateId));
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
  const { head } = plan;
  pipeline.send('head=', HEAD, [
    bookId,
    head.nextEntry,
    head.nextDocument,
    head.nextObservation,
    head.nextAccount,
    head.nextDiscrepancy,
    head.hash,
  ]);
}

type Send = (name: string, text: string, rows: number, values: () => unknown[]) => void;

async function rateIds(client: pg.ClientBase, plan: Plan, now: number): Promise<(rate: Rate) => number> {
  const used = new Map<number, Rate>();
  for (const { pinned } of [...plan.inserted, ...plan.updated]) {
    for (const rate of Object.values(pinned)) if (rate.rateId < 0) used.set(rate.rateId, rate);
  }
  const ids = await storeCrosses(client, [...used.values()], now);
  return (rate) => (rate.rateId > 0 ? rate.rateId : ids(used.get(rate.rateId) ?? rate));
}

function documentColumns(rows: readonly DocumentRow[], rateId: (rate: Rate) => number): unknown[] {
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
    texts(rows.map((d) => pinnedToJson(d.pinned, rateId))),
    texts(rows.map((d) => JSON.stringify(d.state))),
    RULES_VERSION,
  ];
}

function sendObservations(send: Send, plan: Plan, at: Date): void {
  const { observations, refreshed, parked, unparked } = plan;
  send('observations+', OBSERVATIONS, observations.length, () => [
    int8s(observations.map((o) => o.observationId)),
    int4s(observations.map((o) => o.connectionId)),
    texts(observations.map((o) => o.kind)),
    texts(observations.map((o) => o.remoteId)),
    texts(observations.map((o) => o.via)),
    timestamps(observations.map((o) => o.seenAt)),
    dates(observations.map((o) => o.evidence.receivedMonth)),
    int8s(observations.map((o) => o.evidence.segmentId)),
    int4s(observations.map((o) => o.evidence.slot)),
    int4s(observations.map((o) => o.decoderVersion)),
    int8s(observations.map((o) => o.documentId)),
    byteas(observations.map((o) => Buffer.from(o.contentHash, 'hex'))),
  ]);
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

function entryColumns(entries: readonly PlannedEntry[]): unknown[] {
  return [
    int8s(entries.map((e) => e.number)),
    dates(entries.map((e) => e.date)),
    dates(entries.map((e) => e.belongsTo)),
    int8s(entries.map((e) => e.documentId)),
    texts(entries.map((e) => e.postingKey)),
    int4s(entries.map((e) => e.revision)),
    texts(entries.map((e) => e.cause)),
    texts(entries.map((e) => e.note)),
    int4s(entries.map((e) => e.policyVersion)),
    int4s(entries.map((e) => e.decoderVersion)),
    int4s(entries.map((e) => e.rulesVersion)),
    byteas(entries.map((e) => e.hash)),
  ];
}

function postingColumns(entries: readonly PlannedEntry[], rateId: (rate: Rate) => number): unknown[] {
  const rows = entries.flatMap((entry) =>
    entry.lines.map((line, index) => ({ entry, line, index, accountId: entry.accountIds[index] ?? 0 })),
  );
  return [
    int8s(rows.map((p) => p.entry.number)),
    int4s(rows.map((p) => p.index + 1)),
    int4s(rows.map((p) => p.accountId)),
    dates(rows.map((p) => p.entry.date)),
    texts(rows.map((p) => p.line.currency)),
    int8s(rows.map((p) => p.line.amount)),
    int8s(rows.map((p) => p.line.base)),
    int4s(rows.map((p) => (p.line.rateId === null ? null : rateId({ rateId: p.line.rateId } as Rate)))),
    int4s(rows.map((p) => p.line.channel)),
    texts(rows.map((p) => p.line.sku)),
    texts(rows.map((p) => p.line.taxCode)),
    int8s(rows.map((p) => p.line.taxBase)),
    texts(rows.map((p) => p.line.liable)),
  ];
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
