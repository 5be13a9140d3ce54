drop table public.team_member_history;
drop table public.team_queue_assignments;
drop table public.queues;
drop table public.team_members;

-- Tables that are gone have followed nothing: whoever makes them again starts with the log's first event.
update muster.projection set position = 0, epoch = epoch + 1, worker = null;
delete from muster.parked;
