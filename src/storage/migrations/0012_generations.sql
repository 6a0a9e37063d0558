-- A subject that was done and is asked for again is not the one that an earlier worker still has in hand.
create sequence todo_generation
--;
select setval('todo_generation', coalesce(max(generation), 0) + 1) from todo
--;
alter table todo alter column generation set default nextval('todo_generation')
