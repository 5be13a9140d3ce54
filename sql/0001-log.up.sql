-- The log: one append-only table, and the one row that every append advances.

create table muster.events (
  position bigint primary key,
  stream text collate "C" not null,
  revision bigint not null check (revision >= 0),
  event_id uuid not null unique,
  type text not null,
  bytes bytea not null,
  unique (stream, revision)
);
comment on table muster.events is 'Append-only: everything else is computed from it. Positions are dense and in commit order.';

-- Who appends holds this row's lock until the commit, so that positions become visible in their order.
-- It is rewritten at each append: the free space keeps the new version on the same page.
create table muster.head (
  singleton boolean primary key default true check (singleton),
  position bigint not null,
  recorded_at timestamptz not null
) with (fillfactor = 10);
insert into muster.head (position, recorded_at) values (0, 'epoch');

create function muster.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'muster.% is append-only: % refused', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
end
$$;
create trigger events_are_kept before update or delete on muster.events
  for each row execute function muster.refuse_change();
create trigger events_are_not_truncated before truncate on muster.events
  for each statement execute function muster.refuse_change();

-- Appends a batch in one step and one round trip. An append is a number in `append_no`; its writes are rows of
-- (stream, expected), its events rows of (event_stream, event_offset, …) in order. No stream and no event id comes
-- twice in a batch.
--
-- Answers how the head stands, the instant that it was recorded at, and the appends that were left out because a stream
-- of theirs has moved or an event of theirs is there already; the others are stored. Where `recorded_at` lies before
-- the head's, nothing is stored (`late`): the caller writes the instant into the bytes and must choose a later one.
--
-- In PL/pgSQL, because each of its statements sees what was committed before it began: the checks come after the lock.
create function muster.append(
  recorded_at timestamptz,
  write_append int[], write_stream text[], write_expected bigint[],
  event_append int[], event_stream text[], event_revision bigint[], event_id uuid[], event_type text[], event_bytes bytea[],
  out late boolean, out head bigint, out head_recorded_at timestamptz, out left_out int[]
) language plpgsql
  -- One plan, kept, and by index even if it was made while the table was small.
  set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  stored bigint;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'muster.append needs isolation level read committed';
  end if;
  select h.position, h.recorded_at into head, head_recorded_at from muster.head h for update;
  late := append.recorded_at < head_recorded_at;
  left_out := '{}';
  if late then
    return;
  end if;

  select coalesce(array_agg(distinct bad.append_no), '{}') into left_out from (
    select w.append_no from unnest(write_append, write_stream, write_expected) as w (append_no, stream, expected)
    where w.expected <> coalesce(
      (select e.revision from muster.events e where e.stream = w.stream order by e.revision desc limit 1), -1)
    union all
    select n.append_no from unnest(event_append, append.event_id) as n (append_no, id)
    where (select true from muster.events e where e.event_id = n.id)
  ) as bad;

  insert into muster.events (position, stream, revision, event_id, type, bytes)
  select head + row_number() over (order by n.place), n.stream, n.revision, n.id, n.type, n.bytes
  from unnest(event_append, event_stream, event_revision, append.event_id, event_type, event_bytes)
    with ordinality as n (append_no, stream, revision, id, type, bytes, place)
  where n.append_no <> all (left_out);
  get diagnostics stored = row_count;
  if stored = 0 then
    return;
  end if;

  head := head + stored;
  head_recorded_at := append.recorded_at;
  update muster.head h set position = head, recorded_at = head_recorded_at;
  perform pg_notify('muster_log', head::text);
end
$$;
