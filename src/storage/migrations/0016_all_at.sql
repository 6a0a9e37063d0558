-- When a feed was last read from its very first record to its end.
alter table stream add column all_at timestamptz
