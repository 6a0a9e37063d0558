-- Live stores. `connection.state` is the merchant's word: a shop that was connected is `found` until somebody has seen what
-- it holds and said go, `live` from then on, `off` once disconnected (its evidence and entries stay).
alter table connection drop constraint connection_state_check
--;
alter table connection add constraint connection_state_check check (state in ('files only', 'found', 'live', 'off', 'own'))
--;
-- How a running store is reached. Everything secret is sealed; the key is not in this database.
create table live (
  book_id int not null,
  connection_id int not null,
  -- the shop's own name, for people
  name text not null,
  currency text not null,
  credentials bytea not null,
  -- a token that ends, and how often there was a new one: who waited for the row sees that another has fetched it
  token bytea,
  token_expires_at timestamptz,
  token_generation int not null default 0,
  webhook_key text not null unique,
  webhook_secret bytea not null,
  budget_key text not null,
  connected_at timestamptz not null,
  connected_by text not null,
  started_at timestamptz,
  -- in a row; paused until then, with the reason in words
  failures int not null default 0,
  retry_at timestamptz,
  problem json,
  -- what the platform was last seen to send us
  webhooks json,
  primary key (book_id, connection_id)
)
--;
create index live_by_budget on live (budget_key)
--;
-- Watermarks. Everything that changed on the platform before `complete_through` (its clock) is in the books; a run under
-- way goes on from `cursor`.
create table stream (
  book_id int not null,
  connection_id int not null,
  stream text not null,
  complete_through timestamptz,
  run_from timestamptz,
  cursor text,
  running boolean not null default false,
  done int8 not null default 0,
  total int8,
  last_run_at timestamptz,
  due_at timestamptz not null,
  primary key (book_id, connection_id, stream)
)
--;
-- Verified webhooks on their way into evidence.
create table inbox (
  inbox_id int8 generated always as identity primary key,
  book_id int not null,
  connection_id int not null,
  received_at timestamptz not null,
  topic text not null,
  is_record boolean not null,
  -- orders that it says have changed
  reads json not null,
  body bytea not null
)
--;
create index inbox_by_connection on inbox (book_id, connection_id, inbox_id)
--;
-- The first drawing of it knew no connection, and was never used.
drop table todo
--;
-- What is to be done: written with its cause, removed with its effect if nobody asked again meanwhile.
create table todo (
  loop text not null,
  book_id int not null,
  connection_id int not null,
  subject text not null,
  generation int8 not null default 1,
  due_at timestamptz not null,
  attempts int not null default 0,
  error text,
  primary key (loop, book_id, connection_id, subject)
)
--;
create index todo_due on todo (loop, book_id, connection_id, due_at)
--;
-- One channel's day, as the platform tells it and as the books hold it.
create table certificate (
  book_id int not null,
  connection_id int not null,
  day date not null,
  verdict text not null check (verdict in ('certified', 'provisional', 'broken')),
  -- sums per currency, in minor units: {"EUR": {"orders": 3, "total": 4200}}
  theirs json not null,
  ours json not null,
  -- orders that differ: [{"remoteId", "number", "theirs", "ours", "why"}]
  differing json not null,
  made_at timestamptz not null,
  -- how many days after its own it was last made, and when again; null: the last of its times has been
  age int not null,
  next_at timestamptz,
  head bytea not null,
  primary key (book_id, connection_id, day)
)
--;
create index certificate_due on certificate (book_id, connection_id, next_at) where next_at is not null
--;
create table listing (
  book_id int not null,
  connection_id int not null,
  remote_id text not null,
  product_id text not null,
  sku text not null,
  title text not null,
  price int8,
  currency text,
  stock json not null,
  seen_at timestamptz not null,
  gone_at timestamptz,
  primary key (book_id, connection_id, remote_id)
)
--;
create table listing_price (
  book_id int not null,
  connection_id int not null,
  remote_id text not null,
  seen_at timestamptz not null,
  price int8,
  currency text,
  primary key (book_id, connection_id, remote_id, seen_at)
)
--;
-- What a connection's traffic was, by UTC day. `waited` counts webhooks by how long they took to be in the books: bucket n
-- holds those below 2^(n/2) ms.
create table live_day (
  book_id int not null,
  connection_id int not null,
  day date not null,
  requests int8 not null default 0,
  failed int8 not null default 0,
  throttled int8 not null default 0,
  received int8 not null default 0,
  refused int8 not null default 0,
  waited int8[] not null default '{}',
  primary key (book_id, connection_id, day)
)
