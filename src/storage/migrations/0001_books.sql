-- The books: every key of a book-owned table starts with book_id, so that one book can move to another server whole.
-- Numbers come from book_head under its row lock: no sequences, hence gapless entries and a simple hash chain.
create table book (
  book_id int primary key,
  name text not null unique,
  base_currency text not null check (base_currency ~ '^[A-Z]{3}$'),
  zone text not null,
  fiscal_year_start int not null default 1 check (fiscal_year_start between 1 and 12),
  created_at timestamptz not null
)
--;
create table book_head (
  book_id int primary key,
  next_entry int8 not null default 1,
  next_document int8 not null default 1,
  next_observation int8 not null default 1,
  next_account int not null default 1,
  next_discrepancy int8 not null default 1,
  next_connection int not null default 1,
  head_hash bytea not null
) with (fillfactor = 50)
--;
create table account (
  book_id int not null,
  account_id int not null,
  code text not null,
  name text not null,
  type text not null check (type in ('asset', 'liability', 'equity', 'income', 'contra-income', 'cost-of-sales', 'expense', 'other')),
  archived_at timestamptz,
  primary key (book_id, account_id),
  unique (book_id, code)
)
--;
create table policy (
  book_id int not null,
  version int not null,
  effective_from date not null,
  made_at timestamptz not null,
  made_by text not null,
  body json not null,
  primary key (book_id, version)
)
--;
create table connection (
  book_id int not null,
  connection_id int not null,
  platform text not null,
  channel text not null,
  -- null until a payload names its shop
  remote_account text,
  zone text not null,
  cut_over date,
  state text not null check (state in ('files only', 'own')),
  settings json not null default '{}',
  primary key (book_id, connection_id),
  unique (book_id, channel),
  unique (book_id, platform, remote_account)
)
--;
create table lock (
  book_id int not null,
  lock_id int not null,
  kind text not null check (kind in ('books', 'tax')),
  scheme text not null default '',
  through date not null,
  set_at timestamptz not null,
  set_by text not null,
  -- the entries after this one were posted with the lock lifted: verify uses both
  set_after int8 not null,
  lifted_at timestamptz,
  lifted_by text,
  lifted_after int8,
  primary key (book_id, lock_id)
)
--;
-- Reference data, not a book's own: immutable, since a rate once used is evidence.
create table rate (
  rate_id int primary key generated always as identity,
  source text not null,
  currency text not null,
  quote text not null,
  date date not null,
  rate numeric(20, 10) not null check (rate > 0),
  loaded_at timestamptz not null,
  unique (source, currency, quote, date)
)
--;
create index rate_by_pair on rate (currency, quote, date)
--;
-- Apart from book_head, so that storing evidence ahead never waits for a batch; a number lost to a crash is harmless.
create table evidence_head (
  book_id int primary key,
  next_segment int8 not null
) with (fillfactor = 50)
--;
-- Raw bytes as they came, compressed together. An orphan after a crash is harmless.
create table evidence (
  book_id int not null,
  received_month date not null,
  segment_id int8 not null,
  codec text not null,
  payloads bytea not null,
  primary key (book_id, received_month, segment_id)
) partition by list (received_month)
--;
alter table evidence alter column payloads set storage external
--;
create table evidence_rest partition of evidence default
--;
create table observation (
  book_id int not null,
  observation_id int8 not null,
  connection_id int not null,
  kind text not null,
  remote_id text not null,
  via text not null check (via in ('file', 'event', 'read')),
  seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  received_month date not null,
  segment_id int8 not null,
  slot int not null,
  decoder int not null,
  document_id int8,
  -- the sightings between, in milliseconds: what keeps the fold a function of the set of observations
  seen_again int8[],
  erased_at timestamptz,
  content_hash bytea not null,
  primary key (book_id, observation_id),
  unique (book_id, connection_id, kind, remote_id, seen_at, content_hash, via)
)
--;
create index observation_by_document on observation (book_id, document_id)
--;
create table parked (
  book_id int not null,
  observation_id int8 not null,
  document_id int8,
  reason text not null,
  detail text not null,
  since timestamptz not null,
  attempts int not null default 1,
  primary key (book_id, observation_id)
)
--;
create index parked_by_document on parked (book_id, document_id)
--;
create table document (
  book_id int not null,
  document_id int8 not null,
  connection_id int not null,
  kind text not null,
  remote_id text not null,
  number text not null,
  placed_on date,
  currency text,
  total int8 not null,
  paid int8 not null,
  refunded int8 not null,
  status text not null,
  units int8,
  counted_on date,
  policy_version int not null,
  decoder int not null,
  rules int not null,
  pinned_rates json,
  state json not null,
  primary key (book_id, document_id),
  unique (book_id, connection_id, kind, remote_id)
) with (fillfactor = 85)
--;
create index document_by_number on document (book_id, number)
--;
create table person (
  book_id int not null,
  connection_id int not null,
  remote_id text not null,
  name text not null,
  email text not null,
  erased_at timestamptz,
  primary key (book_id, connection_id, remote_id)
)
--;
create table entry (
  book_id int not null,
  number int8 not null,
  date date not null,
  belongs_to date not null,
  document_id int8 not null,
  posting_key text not null,
  revision int not null,
  cause text not null check (cause in ('fact', 'correction', 'undo', 'manual', 'opening')),
  note text not null,
  policy_version int not null,
  decoder int not null,
  rules int not null,
  recorded_at timestamptz not null,
  hash bytea not null,
  primary key (book_id, number),
  unique (book_id, document_id, posting_key, revision)
)
--;
create index entry_late on entry (book_id, belongs_to) where date <> belongs_to
--;
create table posting (
  book_id int not null,
  number int8 not null,
  line int not null,
  account_id int not null,
  date date not null,
  currency text not null,
  amount int8 not null,
  base_amount int8 not null,
  rate_id int,
  channel int not null,
  sku text not null,
  tax_code text not null,
  tax_base int8 not null,
  liable text not null,
  primary key (book_id, number, line)
)
--;
create index posting_by_account on posting (book_id, account_id, date, number)
--;
create table balance (
  book_id int not null,
  account_id int not null,
  currency text not null,
  date date not null,
  channel int not null,
  tax_code text not null,
  liable text not null,
  debit int8 not null,
  credit int8 not null,
  base_debit int8 not null,
  base_credit int8 not null,
  tax_base int8 not null,
  postings int8 not null,
  primary key (book_id, account_id, currency, date, channel, tax_code, liable)
) with (fillfactor = 80)
--;
create table channel_day (
  book_id int not null,
  connection_id int not null,
  date date not null,
  orders int8 not null,
  units int8 not null,
  primary key (book_id, connection_id, date)
)
--;
create table discrepancy (
  book_id int not null,
  discrepancy_id int8 not null,
  kind text not null,
  document_id int8 not null,
  state text not null check (state in ('open', 'healed', 'accepted')),
  amount int8 not null,
  currency text not null,
  note text not null,
  opened_at timestamptz not null,
  settled_at timestamptz,
  settled_by text,
  primary key (book_id, discrepancy_id)
)
--;
create unique index discrepancy_open on discrepancy (book_id, document_id, kind) where state = 'open'
--;
create table import (
  book_id int not null,
  import_id int8 not null generated always as identity,
  command text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  read int8 not null default 0,
  posted int8 not null default 0,
  unchanged int8 not null default 0,
  parked int8 not null default 0,
  primary key (book_id, import_id)
)
--;
create table audit (
  book_id int not null,
  audit_id int8 not null generated always as identity,
  at timestamptz not null,
  who text not null,
  what text not null,
  before json,
  after json,
  primary key (book_id, audit_id)
)
--;
-- What is to be done, by loop: written in the transaction of its cause, removed in that of its effect.
create table todo (
  loop text not null,
  book_id int not null,
  subject text not null,
  due timestamptz not null,
  generation int8 not null default 1,
  attempts int not null default 0,
  error text,
  primary key (loop, book_id, subject)
)
