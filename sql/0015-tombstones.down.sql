drop function muster.entomb(text, bigint);
drop trigger events_are_kept on muster.events;
create trigger events_are_kept before update or delete on muster.events
  for each row execute function muster.refuse_change();
drop function muster.keep_event();
drop function muster.tombstone_of(bytea);
drop function muster.is_tombstone(bytea);
