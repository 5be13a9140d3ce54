do $$
declare
  role name;
  kind text;
begin
  foreach kind in array array['reader', 'projector', 'appender', 'owner'] loop
    role := muster.role_name(kind);
    if exists (select from pg_roles where rolname = role) and muster.may_become(role) then
      -- What it owns stays; what it was granted goes with it.
      execute format('reassign owned by %I to current_user', role);
      execute format('drop owned by %I', role);
      begin
        execute format('drop role %I', role);
      exception when insufficient_privilege or dependent_objects_still_exist then
        raise notice 'The role % stays: %', role, sqlerrm;
      end;
    end if;
  end loop;
end
$$;
drop function muster.roles_script;
drop function muster.roles_lacking;
drop function muster.make_roles;
drop function muster.grant_roles;
drop function muster.may_become;
drop table muster.rights;
drop function muster.role_name;
