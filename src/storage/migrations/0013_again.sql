-- Old orders are looked at in laps over the documents of a book: up to which one, and when the next stretch is due (null:
-- no lap has begun).
alter table live add column revisited_to int8 not null default 0
--;
alter table live add column revisit_at timestamptz
--;
-- Raised when a feed is asked for from its start: a page that was asked for before says nothing of where it stands then.
alter table stream add column generation int8 not null default 0
--;
-- In a row; a feed that fails waits by itself, and the others go on.
alter table stream add column failures int not null default 0
