-- What people ask over HTTP. Lists of orders are merged from one stretch of this index per channel and status.
-- Not the channel first: beside the key (book, channel, kind, id) it would look just as good for finding one document.
create index document_by_day on document (book_id, status, connection_id, placed_on, document_id)
--;
-- The journal of a period, by day.
create index entry_by_date on entry (book_id, date, number)
--;
-- Entries of a kind; of sales and payments every page of the journal is full.
create index entry_by_kind on entry (book_id, split_part(posting_key, ':', 1), number)
  where split_part(posting_key, ':', 1) not in ('sale', 'payment')
--;
-- How a name, a surname or an e-mail address begins, in any collation.
create index person_by_name on person (book_id, lower(name) text_pattern_ops)
--;
create index person_by_surname on person (book_id, lower(split_part(name, ' ', -1)) text_pattern_ops)
--;
create index person_by_email on person (book_id, lower(email) text_pattern_ops)
--;
-- Whose a document is: made from evidence after the fact, up to a mark. Names a person of the table above by its key,
-- so that erasing stays a matter of that table.
create table document_person (
  book_id int not null,
  document_id int8 not null,
  connection_id int not null,
  remote_id text not null,
  primary key (book_id, document_id)
)
--;
create index document_person_by_person on document_person (book_id, connection_id, remote_id)
--;
create table document_person_mark (
  book_id int primary key,
  observation_id int8 not null
) with (fillfactor = 50)
--;
-- Proofs that were made of a book. One that neither ended nor was touched lately died with its program.
create table verification (
  book_id int not null,
  verification_id int8 not null generated always as identity,
  started_by text not null,
  started_at timestamptz not null,
  touched_at timestamptz not null,
  ended_at timestamptz,
  entries int8 not null default 0,
  documents int8 not null default 0,
  ok boolean,
  head text,
  restatable int8,
  first_difference json,
  problem json,
  primary key (book_id, verification_id)
)
--;
-- An import that runs for somebody who watches it from elsewhere.
alter table import add column touched_at timestamptz
--;
alter table import add column told json
--;
-- Who may ask: a link opens once and becomes a session. Only hashes are kept.
create table sign_in (
  token_hash bytea primary key,
  kind text not null check (kind in ('link', 'session')),
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
)
--;
-- Every key begins with the book. Of a book that is new since the last count the planner would expect one row, and walk
-- a whole book where it should look one row up; without a count it expects a share of the table as it is now.
alter table document alter column book_id set statistics 0
--;
alter table entry alter column book_id set statistics 0
--;
alter table posting alter column book_id set statistics 0
--;
alter table observation alter column book_id set statistics 0
--;
alter table balance alter column book_id set statistics 0
--;
alter table parked alter column book_id set statistics 0
--;
alter table discrepancy alter column book_id set statistics 0
--;
alter table person alter column book_id set statistics 0
--;
alter table document_person alter column book_id set statistics 0
