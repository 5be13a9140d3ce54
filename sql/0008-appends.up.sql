-- Appends with less work: most come alone, and most batches have no append that must be left out.

-- As before, but for an insert that counts the events only where some are left out.
create or replace function muster.append(
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

  -- An append may be named twice here.
  left_out := array(
    select w.append_no from unnest(write_append, write_stream, write_expected) as w (append_no, stream, expected)
    where w.expected <> coalesce(
      (select e.revision from muster.events e where e.stream = w.stream order by e.revision desc limit 1), -1)
    union all
    select n.append_no from unnest(event_append, append.event_id) as n (append_no, id)
    where (select true from muster.events e where e.event_id = n.id)
  );

  if left_out = '{}' then
    insert into muster.events (position, stream, revision, event_id, type, bytes)
    select head + n.place, n.stream, n.revision, n.id, n.type, n.bytes
    from unnest(event_stream, event_revision, append.event_id, event_type, event_bytes)
      with ordinality as n (stream, revision, id, type, bytes, place);
  else
    insert into muster.events (position, stream, revision, event_id, type, bytes)
    select head + row_number() over (order by n.place), n.stream, n.revision, n.id, n.type, n.bytes
    from unnest(event_append, event_stream, event_revision, append.event_id, event_type, event_bytes)
      with ordinality as n (append_no, stream, revision, id, type, bytes, place)
    where n.append_no <> all (left_out);
  end if;
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

-- One event for one stream, by the same rules: without arrays, it takes half the time. `left_out` says that it was.
create function muster.append_one(
  recorded_at timestamptz, stream text, expected bigint, event_id uuid, event_type text, event_bytes bytea,
  out late boolean, out head bigint, out head_recorded_at timestamptz, out left_out boolean
) language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'muster.append_one needs isolation level read committed';
  end if;
  select h.position, h.recorded_at into head, head_recorded_at from muster.head h for update;
  late := append_one.recorded_at < head_recorded_at;
  left_out := false;
  if late then
    return;
  end if;

  left_out := expected <> coalesce(
      (select e.revision from muster.events e where e.stream = append_one.stream order by e.revision desc limit 1), -1)
    or exists (select from muster.events e where e.event_id = append_one.event_id);
  if left_out then
    return;
  end if;

  head := head + 1;
  head_recorded_at := append_one.recorded_at;
  insert into muster.events (position, stream, revision, event_id, type, bytes)
  values (head, append_one.stream, expected + 1, append_one.event_id, event_type, event_bytes);
  update muster.head h set position = head, recorded_at = head_recorded_at;
  perform pg_notify('muster_log', head::text);
end
$$;
