-- Merchants who let us in from within their shop. Whoever comes back shows a state, of which the hash alone is here: it
-- serves once, until `expires_at`. `taken`: its code is being exchanged; one that stays so lost its program meanwhile.
-- Sealed values are emptied once the store is kept.
create table consent (
  consent_id text primary key,
  book_id int not null,
  platform text not null,
  -- the shop's host, for people
  place text not null,
  -- the channel that is let in anew; null: none yet
  channel text,
  state_hash bytea not null unique,
  status text not null check (status in ('asked', 'taken', 'allowed', 'denied', 'failed', 'kept')),
  credentials bytea,
  verifier bytea,
  redirect_url text not null,
  -- the dashboard it was asked from; null: a terminal
  asked_from text,
  asked_by text not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  taken_at timestamptz,
  problem json,
  -- what was granted, until the store is kept
  token bytea,
  token_expires_at timestamptz,
  refresh_token bytea
)
--;
create index consent_by_book on consent (book_id, asked_at)
--;
-- How a store's next token is got: by its credentials, or by what a merchant's consent gave.
alter table live add column is_consented boolean not null default false
--;
alter table live add column refresh_token bytea
