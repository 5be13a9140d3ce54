-- Erasure: a person's data key is destroyed, and with it all that the log tells of them. The owner does it, by a function
-- that nobody else may call but the user that logs in, who is a member of the owner.

-- Every start asks which keys are destroyed.
create index data_keys_destroyed on muster.data_keys (destroyed_at) where wrapped is null;

-- How often keys were destroyed: a process that holds keys opened looks here, and drops them where the number has moved.
create table muster.key_destructions (
  singleton boolean primary key default true check (singleton),
  count bigint not null
) with (fillfactor = 10);
insert into muster.key_destructions (count) values (0);

-- Erasures that were begun and are not known to be done: whoever starts next finishes them. No personal data.
create table muster.erasures (
  command_id uuid primary key,
  member_id uuid not null,
  begun_at timestamptz not null default now()
);
comment on table muster.erasures is 'Begun before the log says so, and gone once keys and traces are. A start finishes what is left here.';

-- Keys that had come back, with a backup say, and were destroyed again: kept until the log says so.
create table muster.keys_come_back (
  key_id uuid primary key,
  subject text collate "C" not null,
  destroyed_at timestamptz not null default now()
);

-- Destroys keys; `again` says that they were destroyed before, and takes down that the log is to be told. Answers which
-- were there to destroy.
create function muster.destroy_keys(keys uuid[], again boolean) returns table (gone_id uuid, of_subject text)
  language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    with gone as (
      update muster.data_keys k set wrapped = null, destroyed_at = now()
      where k.key_id = any (keys) and k.wrapped is not null returning k.key_id, k.subject),
    told as (
      insert into muster.keys_come_back (key_id, subject) select g.key_id, g.subject from gone g where again
      on conflict do nothing),
    counted as (
      update muster.key_destructions set count = count + 1 where exists (select from gone))
    select g.key_id, g.subject from gone g;
end
$$;
revoke all on function muster.destroy_keys(uuid[], boolean) from public;

insert into muster.rights (role, relation, privileges) values
  ('appender', 'muster.key_destructions', '{select}');
