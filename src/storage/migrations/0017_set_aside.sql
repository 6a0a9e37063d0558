-- A person's word that a record is not to be booked: when, whose, and why.
alter table parked
  add column set_aside_at timestamptz,
  add column set_aside_by text,
  add column set_aside_note text,
  add check (num_nulls(set_aside_at, set_aside_by, set_aside_note) in (0, 3))
