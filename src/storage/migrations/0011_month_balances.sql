-- Kept balances by month: sums of those by day, so that a report over years adds up months.
create table balance_month (
  book_id int not null,
  account_id int not null,
  currency text not null,
  month date not null check (extract(day from month) = 1),
  channel int not null,
  tax_code text not null,
  liable text not null,
  debit int8 not null,
  credit int8 not null,
  base_debit int8 not null,
  base_credit int8 not null,
  tax_base int8 not null,
  primary key (book_id, account_id, currency, month, channel, tax_code, liable)
) with (fillfactor = 80)
--;
alter table balance_month alter column book_id set statistics 0
--;
insert into balance_month
select book_id, account_id, currency, date_trunc('month', date)::date, channel, tax_code, liable, sum(debit), sum(credit),
  sum(base_debit), sum(base_credit), sum(tax_base)
from balance group by 1, 2, 3, 4, 5, 6, 7
--;
-- The days of months that a report cuts.
create index balance_by_day on balance (book_id, date)
