-- Past retention the bytes of a member's events give way to tombstones. Nothing else can change an event: the trigger lets
-- through what is, to the letter, the tombstone of an event that comes before the sealing of its stream.

create function muster.is_tombstone(bytes bytea) returns boolean language sql immutable as $$
  select substring(bytes from 1 for 11) = convert_to('{"digest":"', 'UTF8')
$$;

-- The canonical JSON of what is kept: the hash of the bytes, by which the ledger's chain holds, and when they were recorded.
create function muster.tombstone_of(bytes bytea) returns bytea language sql stable as $$
  select convert_to(
    '{"digest":"' || encode(sha256(bytes), 'hex') || '","recordedAt":"'
      || (convert_from(bytes, 'UTF8')::json -> 'meta' ->> 'recordedAt') || '","tombstone":1}',
    'UTF8')
$$;

create function muster.keep_event() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE'
    and (new.position, new.stream, new.revision, new.event_id, new.type)
      = (old.position, old.stream, old.revision, old.event_id, old.type)
    and not muster.is_tombstone(old.bytes) and new.bytes = muster.tombstone_of(old.bytes)
    and exists (select from muster.events e
      where e.stream = old.stream and e.revision > old.revision and e.type = 'MemberSealed') then
    return new;
  end if;
  raise exception 'muster.% is append-only: % refused', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
end
$$;
drop trigger events_are_kept on muster.events;
create trigger events_are_kept before update or delete on muster.events
  for each row execute function muster.keep_event();

-- Puts tombstones in the place of the first so many events of a stream whose sealing is recorded after them; answers how
-- many were not there yet. It runs with the rights of its owner, and nobody else may call it.
create function muster.entomb(of_stream text, events bigint) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  sealed_at bigint;
  placed integer;
begin
  select max(e.revision) into sealed_at from muster.events e where e.stream = of_stream and e.type = 'MemberSealed';
  if sealed_at is null or events > sealed_at then
    raise exception 'No sealing of % is recorded after its first % events.', of_stream, events
      using errcode = 'restrict_violation';
  end if;
  update muster.events e set bytes = muster.tombstone_of(e.bytes)
    where e.stream = of_stream and e.revision < events and not muster.is_tombstone(e.bytes);
  get diagnostics placed = row_count;
  return placed;
end
$$;
revoke all on function muster.entomb(text, bigint) from public;
