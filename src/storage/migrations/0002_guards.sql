-- What no program may break, whatever its faults. Statement-level with transition tables: a per-row check would halve
-- the rate of import (docs/performance.md).
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op)
    using errcode = 'restrict_violation', hint = 'Post a compensating entry instead.';
end $$
--;
create trigger entry_append_only before update or delete or truncate on entry
  for each statement execute function refuse_change()
--;
create trigger posting_append_only before update or delete or truncate on posting
  for each statement execute function refuse_change()
--;
create trigger policy_append_only before update or delete or truncate on policy
  for each statement execute function refuse_change()
--;
create trigger rate_append_only before update or delete or truncate on rate
  for each statement execute function refuse_change()
--;
create trigger evidence_append_only before delete or truncate on evidence
  for each statement execute function refuse_change()
--;
create function postings_balance() returns trigger language plpgsql as $$
declare
  bad record;
begin
  select n.book_id, n.number, n.currency, sum(n.amount) as off into bad
    from new_rows n group by n.book_id, n.number, n.currency having sum(n.amount) <> 0 limit 1;
  if found then
    raise exception 'entry % does not balance in %: off by %', bad.number, bad.currency, bad.off
      using errcode = 'check_violation';
  end if;
  select n.book_id, n.number, sum(n.base_amount) as off, count(*) as lines into bad
    from new_rows n group by n.book_id, n.number having sum(n.base_amount) <> 0 or count(*) < 2 limit 1;
  if found then
    raise exception 'entry % does not balance in base currency (off by %, % lines)', bad.number, bad.off, bad.lines
      using errcode = 'check_violation';
  end if;
  return null;
end $$
--;
create trigger posting_balances after insert on posting referencing new table as new_rows
  for each statement execute function postings_balance()
--;
-- Parents are never deleted or renumbered, so that checking new rows once is enough (guards_set). Each is looked up by
-- its key: a join would be planned by what the tables once held, and read them whole.
create function postings_have_parents() returns trigger language plpgsql as $$
declare
  missing int8;
begin
  select n.number into missing from (select distinct book_id, number, date from new_rows) n
    where (select true from entry e where e.book_id = n.book_id and e.number = n.number and e.date = n.date) is null limit 1;
  if found then
    raise exception 'posting names entry %, which is not there or has another date', missing using errcode = 'foreign_key_violation';
  end if;
  select n.account_id into missing from (select distinct book_id, account_id from new_rows) n
    where (select true from account a where a.book_id = n.book_id and a.account_id = n.account_id) is null limit 1;
  if found then
    raise exception 'posting names account %, which is not there', missing using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$
--;
create trigger posting_parents after insert on posting referencing new table as new_rows
  for each statement execute function postings_have_parents()
--;
create function entries_have_parents() returns trigger language plpgsql as $$
declare
  missing int8;
begin
  select n.document_id into missing from (select distinct book_id, document_id from new_rows) n
    where (select true from document d where d.book_id = n.book_id and d.document_id = n.document_id) is null limit 1;
  if found then
    raise exception 'entry names document %, which is not there', missing using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$
--;
create trigger entry_parents after insert on entry referencing new table as new_rows
  for each statement execute function entries_have_parents()
--;
create function book_is_fixed() returns trigger language plpgsql as $$
begin
  if (new.base_currency <> old.base_currency or new.zone <> old.zone)
     and exists (select 1 from entry e where e.book_id = new.book_id) then
    raise exception 'the base currency and time zone of a book with entries cannot change'
      using errcode = 'restrict_violation', hint = 'Make a new book.';
  end if;
  return new;
end $$
--;
create trigger book_fixed before update on book for each row execute function book_is_fixed()
--;
create function account_is_fixed() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'accounts are archived, never deleted' using errcode = 'restrict_violation';
  end if;
  if (new.code <> old.code or new.type <> old.type or new.account_id <> old.account_id)
     and exists (select 1 from posting p where p.book_id = old.book_id and p.account_id = old.account_id) then
    raise exception 'account % has postings: its code and type cannot change', old.code using errcode = 'restrict_violation';
  end if;
  return new;
end $$
--;
create trigger account_fixed before update or delete on account for each row execute function account_is_fixed()
