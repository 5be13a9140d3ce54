-- Four roles with no more than each needs, so that a fault in what reads cannot write, and a fault in what writes cannot
-- rewrite. None of them may log in: the user that connects becomes one of them, connection by connection.
--
--   owner      owns what Muster made; migrations, and the care of keys, need it
--   appender   adds to the log, and changes nothing in it but the head row; makes data keys, keeps answers, finds API keys
--   projector  writes the read tables, and how far they are
--   reader     reads them; an analyst may be granted it
--
-- Roles belong to the whole server, so their names carry the database's.

create function muster.role_name(kind text) returns name language sql stable as $$
  select ('muster_' || case
    when d ~ '^[\x20-\x7e]{1,40}$' then d
    -- A name of Postgres has 63 bytes at most.
    else left(regexp_replace(d, '[^\x20-\x7e]', '', 'g'), 31) || '_' || left(md5(d), 8)
  end || '_' || kind)::name from current_database() as d
$$;

create table muster.rights (
  role text collate "C" not null check (role in ('appender', 'projector', 'reader')),
  relation text collate "C" not null,
  privileges text[] not null,
  primary key (role, relation)
);
comment on table muster.rights is 'What each role may. A migration that makes a table enters its rights here; they are granted once it is there.';
insert into muster.rights (role, relation, privileges) values
  ('appender', 'muster.events', '{select,insert}'),
  ('appender', 'muster.head', '{select,update}'),
  ('appender', 'muster.data_keys', '{select,insert}'),
  ('appender', 'muster.idempotency', '{select,insert,update,delete}'),
  ('appender', 'muster.api_keys', '{select}'),
  ('projector', 'muster.projection', '{select,update}'),
  ('projector', 'muster.parked', '{select,insert,delete}'),
  ('projector', 'public.team_members', '{select,insert,update,delete}'),
  ('projector', 'public.queues', '{select,insert,update,delete}'),
  ('projector', 'public.team_queue_assignments', '{select,insert,update,delete}'),
  ('projector', 'public.team_member_history', '{select,insert,update,delete}'),
  ('reader', 'muster.projection', '{select}'),
  ('reader', 'public.team_members', '{select}'),
  ('reader', 'public.queues', '{select}'),
  ('reader', 'public.team_queue_assignments', '{select}'),
  ('reader', 'public.team_member_history', '{select}');

-- Whether the user that has connected may take a role that exists.
create function muster.may_become(role name) returns boolean language plpgsql stable as $$
begin
  -- Since Postgres 16 a member need not be allowed that.
  if current_setting('server_version_num')::int >= 160000 then
    return pg_has_role(session_user, role, 'SET');
  end if;
  return pg_has_role(session_user, role, 'MEMBER');
end
$$;

-- Hands the tables to the owner, and gives each role its rights on those that are there. Called whenever tables were made.
create function muster.grant_roles() returns void language plpgsql as $$
declare
  owner name := muster.role_name('owner');
  owned regclass[];
  name regclass;
  made record;
begin
  perform pg_advisory_xact_lock(7308337220150);
  if exists (select from unnest(array['owner', 'appender', 'projector', 'reader']) as k (kind)
             where not exists (select from pg_roles where rolname = muster.role_name(k.kind))) then
    return;
  end if;

  execute format('grant usage, create on schema muster to %I', owner);
  begin
    execute format('grant usage, create on schema public to %I', owner);
  exception when insufficient_privilege then
    null;
  end;
  -- Who would lose their own tables by it keeps them.
  if pg_has_role(session_user, owner, 'USAGE') and muster.may_become(owner) then
    -- Gathered first: a table that a loop still reads cannot be altered.
    owned := array(
      select c.oid::regclass from pg_class c
      where c.relkind = 'r' and pg_get_userbyid(c.relowner) <> owner
        and (c.relnamespace = 'muster'::regnamespace or c.oid in (select to_regclass(r.relation) from muster.rights r))
        and has_schema_privilege(owner, c.relnamespace, 'create'));
    foreach name in array owned loop
      execute format('alter table %s owner to %I', name, owner);
    end loop;
    for made in
      select p.oid::regprocedure as name from pg_proc p
      where p.pronamespace = 'muster'::regnamespace and pg_get_userbyid(p.proowner) <> owner
    loop
      execute format('alter function %s owner to %I', made.name, owner);
    end loop;
  end if;

  for made in select k.kind, muster.role_name(k.kind) as role from unnest(array['appender', 'projector', 'reader']) as k (kind)
  loop
    execute format('grant usage on schema muster to %I', made.role);
    if not has_schema_privilege(made.role, 'public', 'usage') then
      execute format('grant usage on schema public to %I', made.role);
    end if;
  end loop;
  -- A rebuild fills temporary tables.
  if not has_database_privilege(muster.role_name('projector'), current_database(), 'temporary') then
    execute format('grant temporary on database %I to %I', current_database(), muster.role_name('projector'));
  end if;
  for made in
    select muster.role_name(r.role) as role, to_regclass(r.relation) as name, array_to_string(r.privileges, ', ') as privileges
    from muster.rights r where to_regclass(r.relation) is not null
  loop
    execute format('grant %s on %s to %I', made.privileges, made.name, made.role);
  end loop;
end
$$;

-- Makes the roles that are not there, and lets the user that has connected take them. Whoever may not do that gets
-- `insufficient_privilege`, and nothing is done.
create function muster.make_roles() returns void language plpgsql as $$
declare
  role name;
  kind text;
begin
  perform pg_advisory_xact_lock(7308337220150);
  foreach kind in array array['owner', 'appender', 'projector', 'reader'] loop
    role := muster.role_name(kind);
    if not exists (select from pg_roles where rolname = role) then
      execute format('create role %I nologin', role);
    end if;
    if not muster.may_become(role) then
      execute format('grant %I to %I', role, session_user);
    end if;
  end loop;
  perform muster.grant_roles();
end
$$;

-- Why the user that has connected cannot work in the roles; null where it can.
create function muster.roles_lacking() returns text language plpgsql stable as $$
declare
  lacking text;
begin
  select 'the role ' || muster.role_name(k.kind) || ' does not exist' into lacking
  from unnest(array['owner', 'appender', 'projector', 'reader']) with ordinality as k (kind, n)
  where not exists (select from pg_roles where rolname = muster.role_name(k.kind)) order by k.n limit 1;
  if lacking is not null then
    return lacking;
  end if;

  select 'the user ' || session_user || ' may not become ' || muster.role_name(k.kind) into lacking
  from unnest(array['owner', 'appender', 'projector', 'reader']) with ordinality as k (kind, n)
  where not muster.may_become(muster.role_name(k.kind)) order by k.n limit 1;
  if lacking is not null then
    return lacking;
  end if;

  select muster.role_name(r.role) || ' may not ' || p.privilege || ' ' || r.relation into lacking
  from muster.rights r, unnest(r.privileges) as p (privilege)
  where not has_table_privilege(muster.role_name(r.role), to_regclass(r.relation), p.privilege)
  order by r.role, r.relation limit 1;
  if lacking is null and not has_database_privilege(muster.role_name('projector'), current_database(), 'temporary') then
    lacking := muster.role_name('projector') || ' may not make temporary tables';
  end if;
  return lacking;
end
$$;

-- What an administrator runs where the user that has connected may not make roles. Muster grants the rest itself.
create function muster.roles_script() returns text language sql stable as $$
  select string_agg(statement, E'\n' order by n) from (
    select k.n, format('create role %I nologin;', muster.role_name(k.kind)) as statement
    from unnest(array['owner', 'appender', 'projector', 'reader']) with ordinality as k (kind, n)
    where not exists (select from pg_roles where rolname = muster.role_name(k.kind))
    union all
    select 10 + k.n, format('grant %I to %I;', muster.role_name(k.kind), session_user)
    from unnest(array['owner', 'appender', 'projector', 'reader']) with ordinality as k (kind, n)
  ) as script
$$;

-- Where the user may not make roles, all goes on as that user: `muster doctor` says so, and what to run.
do $$
begin
  perform muster.make_roles();
exception when insufficient_privilege then
  raise notice 'The roles of Muster were not made: %', sqlerrm;
end
$$;
