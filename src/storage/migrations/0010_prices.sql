-- By how much a price may change before somebody is to look at it. No part of the posting policy: it books nothing, has no
-- versions, and changing it restates nothing. Connection 0 is the book; a channel without bounds of its own has those.
create table price_bounds (
  book_id int not null,
  connection_id int not null,
  -- whole percent of the price before; null: as much as it likes
  rise int check (rise > 0),
  fall int check (fall between 1 and 99),
  -- whether a price that is gone or zero is looked at
  no_price boolean not null,
  set_at timestamptz not null,
  set_by text not null,
  primary key (book_id, connection_id)
)
--;
-- A change of a price beyond the bounds, once: (listing, when the price was first seen) is its place in the history.
create table price_alarm (
  book_id int not null,
  alarm_id int8 not null generated always as identity,
  connection_id int not null,
  remote_id text not null,
  seen_at timestamptz not null,
  kind text not null check (kind in ('rise', 'fall', 'free', 'missing', 'currency')),
  -- the last price that raised no alarm, or that somebody has said to be right
  price_before int8 not null,
  currency_before text not null,
  price_after int8,
  currency_after text,
  -- seen: a person said that it is right · back: within bounds again · overtaken: changed again, with an alarm of its own
  settled_as text check (settled_as in ('seen', 'back', 'overtaken')),
  settled_at timestamptz,
  settled_by text,
  primary key (book_id, alarm_id),
  check ((settled_at is null) = (settled_as is null)),
  check ((price_after is null) = (currency_after is null))
)
--;
create unique index price_alarm_by_change on price_alarm (book_id, connection_id, remote_id, seen_at)
--;
-- One listing has one price that is to be looked at: the newest.
create unique index price_alarm_open on price_alarm (book_id, connection_id, remote_id) where settled_at is null
--;
-- When the run under way began, where it gives all there is: what it has not shown at its end is gone. Null: it cannot tell.
alter table stream add column run_began_at timestamptz
--;
-- When the last webhook of the day came.
alter table live_day add column last_received_at timestamptz
--;
-- A problem of webhooks has a code now; what stands is looked at again within minutes.
update live set webhooks = (webhooks::jsonb || '{"code": null}')::json where webhooks is not null
