-- The two statements that keep answers, as functions: a plan that is made while the table is small and kept, as a
-- connection does with its prepared statements, would look through all of it at each request.

-- An answer makes its row longer: the free space lets it stay on its page.
alter table muster.idempotency set (fillfactor = 50);

-- Begins requests, and answers for each what is known of it: that it has begun now, and had begun before; that the key
-- was another request's; the answer that is kept. A row that somebody made at the same time is there but not seen: nothing is known of it.
create function muster.begin_answers(keys uuid[], requests text[], lease_ms int)
returns table (asked_key uuid, begun boolean, before boolean, other boolean, known text) language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  -- What a crash of the database takes of this, the log has as well: what was begun before an append is on the disk with
  -- it. To wait for the disk would cost every command more than that. The setting holds for the transaction.
  perform set_config('synchronous_commit', 'off', true);
  return query with asked as (
      -- In one order, so that two processes never wait for one another.
      select a.key_id, a.request from unnest(keys, requests) as a (key_id, request) order by a.key_id),
    made as (
      insert into muster.idempotency as i (key_id, request, running_until)
      select a.key_id, a.request, now() + lease_ms * interval '1 ms' from asked a
      on conflict (key_id) do update
        set request = excluded.request, answer = null, running_until = excluded.running_until, created_at = now()
        where i.created_at < now() - interval '1 day'
          or i.request = excluded.request and i.answer is null and i.running_until <= now()
      returning i.key_id, i.xmax <> 0 as before)
    select a.key_id, m.key_id is not null, m.before, i.request <> a.request, i.answer
    from asked a left join made m on m.key_id = a.key_id left join muster.idempotency i on i.key_id = a.key_id;
end
$$;

-- Keeps answers to requests that have none yet; `lasting` waits for the disk.
create function muster.finish_answers(keys uuid[], answers text[], lasting boolean) returns void language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  if not lasting then
    perform set_config('synchronous_commit', 'off', true);
  end if;
  update muster.idempotency i set answer = f.answer
  from (select a.key_id, a.answer from unnest(keys, answers) as a (key_id, answer) order by a.key_id) f
  where i.key_id = f.key_id and i.answer is null;
end
$$;
