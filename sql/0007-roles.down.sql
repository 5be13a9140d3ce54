do $$
declare
  role text;
  kind text;
begin
  foreach kind in array array['reader', 'projector', 'appender', 'owner'] loop
    role := muster.role_name(kind);
    if exists (select from pg_roles where rolname = role) then
      -- What it owns stays; what it was granted goes with it.
      execute format('reassign owned by %I to current_user', role);
      execute format('drop owned by %I', role);
      execute format('drop role %I', role);
    end if;
  end loop;
end
$$;
drop function muster.make_roles;
drop function muster.grant_roles;
drop function muster.role_name;
grant execute on function muster.append to public;
