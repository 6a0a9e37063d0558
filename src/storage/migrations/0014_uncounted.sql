-- Why a day could not be counted when that was last tried; null where it was.
alter table certificate add column problem text
