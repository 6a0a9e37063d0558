-- Batches are planned on the head that the batch before them will leave, and sent right behind it (docs/performance.md).
-- `mark` tells whether the head is still that one: all that a plan is made from, besides documents, changes it. It is
-- drawn, not counted: what another leaves must never look like what we would have left.
alter table book_head add column mark int8 not null default 0
--;
create function book_moves_on() returns trigger language plpgsql as $$
begin
  update book_head set mark = floor(random() * 281474976710656) where book_id = new.book_id;
  return null;
end $$
--;
create trigger policy_moves_book after insert on policy for each row execute function book_moves_on()
--;
create trigger lock_moves_book after insert or update on lock for each row execute function book_moves_on()
--;
create trigger connection_moves_book after insert or update of channel, state, cut_over on connection
  for each row execute function book_moves_on()
--;
create trigger book_moves_book after update of base_currency, zone on book for each row execute function book_moves_on()
--;
-- The newest rate is asked for with every batch; crosses may be many behind it.
create index rate_loaded on rate (rate_id) where source <> 'cross'
--;
-- Moves the head to where a plan leaves it, if the book still stands where the plan was made.
create function move_head(book int, made_on int8, newest_rate int, leaves int8, entry int8, document int8, observation int8,
  account int, discrepancy int8, hash bytea) returns void language plpgsql as $$
begin
  update book_head set mark = leaves, next_entry = entry, next_document = document, next_observation = observation,
      next_account = account, next_discrepancy = discrepancy, head_hash = hash
    where book_id = book and mark = made_on
      and (select rate_id from rate where source <> 'cross' order by rate_id desc limit 1) is not distinct from newest_rate;
  if not found then
    raise exception 'book % has moved on', book using errcode = 'serialization_failure';
  end if;
end $$
