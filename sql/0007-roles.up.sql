-- Four roles with no more than each needs, so that a fault in what reads cannot write, and a fault in what writes cannot
-- rewrite. None of them may log in: the user that connects becomes one of them, connection by connection.
--
--   owner      owns what Muster made; migrations, and the care of keys, need it
--   appender   adds to the log, and changes nothing in it but the head row; looks up API keys
--   projector  reads the log, writes the read tables
--   reader     reads the read tables
--
-- Roles belong to the whole server, so their names carry the database's.
create function muster.role_name(kind text) returns text language sql stable as $$
  select 'muster_' || case when length(d) <= 40 then d else left(d, 31) || '_' || left(md5(d), 8) end || '_' || kind
  from current_database() as d
$$;

-- Gives each role what it may, as far as roles and tables are there: called whenever either have been made.
-- A migration that adds a table replaces this function.
create function muster.grant_roles() returns void language plpgsql as $$
declare
  owner text := muster.role_name('owner');
  made record;
begin
  if not exists (select from pg_roles where rolname = owner) then
    return;
  end if;
  execute format('grant usage, create on schema muster to %I', owner);
  for made in
    select c.oid::regclass as name from pg_class c
    where c.relkind = 'r' and c.relnamespace = 'muster'::regnamespace and pg_get_userbyid(c.relowner) <> owner
  loop
    execute format('alter table %s owner to %I', made.name, owner);
  end loop;
  for made in select unnest(array['appender', 'projector', 'reader']) as kind loop
    execute format('grant usage on schema muster to %I', muster.role_name(made.kind));
  end loop;
  for made in
    select g.kind, g.privileges, g.relation from (values
      ('appender', 'select, insert', 'muster.events'),
      ('appender', 'select, update', 'muster.head'),
      ('appender', 'select, insert', 'muster.data_keys'),
      ('appender', 'select, insert, update, delete', 'muster.idempotency'),
      ('appender', 'select', 'muster.api_keys'),
      ('projector', 'select', 'muster.events'),
      ('projector', 'select', 'muster.head'),
      ('projector', 'select', 'muster.data_keys'),
      ('projector', 'select, update', 'muster.projection'),
      ('projector', 'select, insert, update, delete', 'muster.parked'),
      ('projector', 'select, insert, update, delete', 'public.team_members'),
      ('projector', 'select, insert, update, delete', 'public.queues'),
      ('projector', 'select, insert, update, delete', 'public.team_queue_assignments'),
      ('projector', 'select, insert, update, delete', 'public.team_member_history'),
      ('reader', 'select', 'muster.projection'),
      ('reader', 'select', 'muster.parked'),
      ('reader', 'select', 'public.team_members'),
      ('reader', 'select', 'public.queues'),
      ('reader', 'select', 'public.team_queue_assignments'),
      ('reader', 'select', 'public.team_member_history')
    ) as g (kind, privileges, relation)
    where to_regclass(g.relation) is not null
  loop
    execute format('grant %s on %s to %I', made.privileges, made.relation, muster.role_name(made.kind));
  end loop;
  execute format('grant execute on function muster.append to %I', muster.role_name('appender'));
end
$$;

-- Makes the roles that are not there, and a user a member of each. Whoever calls it must be allowed to make roles.
create function muster.make_roles(member name default session_user) returns void language plpgsql as $$
declare
  role text;
  kind text;
begin
  foreach kind in array array['owner', 'appender', 'projector', 'reader'] loop
    role := muster.role_name(kind);
    if not exists (select from pg_roles where rolname = role) then
      execute format('create role %I nologin', role);
    end if;
    if not pg_has_role(member, role, 'member') then
      execute format('grant %I to %I', role, member);
    end if;
  end loop;
  perform muster.grant_roles();
end
$$;

revoke execute on function muster.append, muster.grant_roles, muster.make_roles from public;

-- Where the user may not make roles, all goes on as that user: `muster doctor` says so, and what to run.
do $$
begin
  perform muster.make_roles();
exception when insufficient_privilege then
  raise notice 'The roles of Muster were not made: %', sqlerrm;
end
$$;
