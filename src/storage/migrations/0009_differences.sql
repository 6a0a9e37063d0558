-- Orders that differ between a platform and the books are rows: one place for both sides, whoever shows them.
create table differing (
  book_id int not null,
  connection_id int not null,
  day date not null,
  remote_id text not null,
  number text not null,
  -- minor units; null: that side does not know the order on this day
  theirs int8,
  their_currency text,
  ours int8,
  our_currency text,
  -- why the platform's own message of it could not be booked, where it could not: {"reason", "detail"}
  parked json,
  primary key (book_id, connection_id, day, remote_id),
  check ((theirs is null) = (their_currency is null) and (ours is null) = (our_currency is null))
)
--;
insert into differing (book_id, connection_id, day, remote_id, number, theirs, their_currency, ours, our_currency)
  select c.book_id, c.connection_id, c.day, x."remoteId", x.number,
    x.theirs, case when x.theirs is not null then x.currency end, x.ours, case when x.ours is not null then x.currency end
  from certificate c cross join lateral json_to_recordset(c.differing)
    as x("remoteId" text, number text, theirs int8, ours int8, currency text)
  on conflict do nothing
--;
alter table certificate drop column differing
--;
-- A discrepancy belongs to a document, or to an order of a channel's day, which the books need not know: a certificate
-- raises and heals those, a plan the others, and neither sees what the other raised.
alter table discrepancy alter column document_id drop not null
--;
alter table discrepancy add column connection_id int
--;
alter table discrepancy add column day date
--;
alter table discrepancy add column remote_id text
--;
alter table discrepancy add constraint discrepancy_subject check (
  num_nonnulls(document_id, remote_id) = 1 and num_nonnulls(connection_id, day, remote_id) in (0, 3))
--;
create unique index discrepancy_open_order on discrepancy (book_id, connection_id, day, remote_id)
  where state = 'open' and document_id is null
--;
create index discrepancy_by_order on discrepancy (book_id, connection_id, remote_id, day) where document_id is null
--;
-- Numbers of discrepancies that no plan raises. Plans under way begin anew, so that no number is given twice.
create function draw_discrepancies(book int, count int) returns int8 language sql as $$
  update book_head set next_discrepancy = next_discrepancy + count, mark = floor(random() * 281474976710656)
    where book_id = book returning next_discrepancy - count
$$
