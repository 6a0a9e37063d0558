-- Rows of tables on their way into a book: they come by COPY in the files' order and go back by key, so that documents
-- whose rows lie far apart, or in several files, cost no memory. Unlogged and on this server only: after a crash the
-- import is run again.
create unlogged table staging_import (
  -- held as an advisory lock by the import while it lives
  token int4 primary key,
  started_at timestamptz not null
)
--;
create unlogged table staging (
  token int4 not null,
  key text collate "C" not null,
  file int4 not null,
  n int8 not null,
  -- the cells as a JSON list: read back twice to five times as fast as text[] (docs/performance.md)
  row text not null
)
