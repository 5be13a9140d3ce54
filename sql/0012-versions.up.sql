-- What was believed when: each row of the read tables as its own stream made it, on two clocks. Dates say when it held in
-- the world, positions when Muster knew it. Only the projector writes here, together with the read tables; a rebuild
-- computes all of it anew.
--
-- A version holds on D as known at position K where valid_from <= D, known_from <= K < known_to, and either D < valid_to,
-- or K < succeeded_at: until the position at which it was succeeded, it was believed to last. Bounds that are not there yet
-- lie beyond all dates and positions, so that an index can compare them.

create table muster.member_versions (
  member_id uuid not null,
  valid_from date not null,
  known_from bigint not null,
  valid_to date not null default 'infinity',
  succeeded_at bigint not null default 9223372036854775807,
  known_to bigint not null default 9223372036854775807,
  name text collate "C" not null,
  email text collate "C" not null,
  email_key text collate "C" not null,
  team text collate "C" not null,
  title text,
  active boolean not null,
  manager_id uuid,
  start_date date not null,
  end_date date,
  timezone text,
  skills text[] not null,
  revision bigint not null,
  position bigint not null,
  updated_at timestamptz not null,
  effective_on date not null,
  primary key (member_id, valid_from, known_from)
);
comment on table muster.member_versions is 'Members as they were on a date, as known at a position of the log.';
create index member_versions_newest on muster.member_versions (member_id)
  where valid_to = 'infinity' and known_to = 9223372036854775807;
-- All bounds, so that of a team's past only the rows that are asked for are fetched.
create index member_versions_team on muster.member_versions (team, valid_from, valid_to, succeeded_at, known_from, known_to);
create index member_versions_manager on muster.member_versions (manager_id, valid_from) where manager_id is not null;

create table muster.queue_versions (
  queue_id uuid not null,
  valid_from date not null,
  known_from bigint not null,
  valid_to date not null default 'infinity',
  succeeded_at bigint not null default 9223372036854775807,
  known_to bigint not null default 9223372036854775807,
  name text collate "C" not null,
  minimum integer not null,
  open boolean not null,
  opened_on date not null,
  closed_on date,
  revision bigint not null,
  position bigint not null,
  updated_at timestamptz not null,
  effective_on date not null,
  primary key (queue_id, valid_from, known_from)
);
comment on table muster.queue_versions is 'Queues as they were on a date, as known at a position of the log.';
create index queue_versions_newest on muster.queue_versions (queue_id)
  where valid_to = 'infinity' and known_to = 9223372036854775807;

create table muster.assignment_versions (
  assignment_id uuid not null,
  valid_from date not null,
  known_from bigint not null,
  valid_to date not null default 'infinity',
  succeeded_at bigint not null default 9223372036854775807,
  known_to bigint not null default 9223372036854775807,
  member_id uuid not null,
  queue_id uuid not null,
  assignment_type text collate "C" not null,
  assigned_date date not null,
  removed_date date,
  active boolean not null,
  position bigint not null,
  primary key (assignment_id, valid_from, known_from)
);
comment on table muster.assignment_versions is 'Assignments as they were on a date, as known at a position; the queue''s name lies in its own versions.';
create index assignment_versions_newest on muster.assignment_versions (assignment_id)
  where valid_to = 'infinity' and known_to = 9223372036854775807;
create index assignment_versions_member on muster.assignment_versions (member_id, valid_from);
create index assignment_versions_queue on muster.assignment_versions (queue_id, valid_from);

create table muster.known_at (
  recorded_at timestamptz primary key,
  position bigint not null
);
create unique index known_at_position on muster.known_at (position);
comment on table muster.known_at is 'The newest position before the first event that was recorded after an instant.';

insert into muster.rights (role, relation, privileges)
  select kind, relation, privileges
  from (values ('projector', '{select,insert,update,delete}'::text[]), ('reader', '{select}')) as r (kind, privileges),
    unnest(array['muster.member_versions', 'muster.queue_versions', 'muster.assignment_versions', 'muster.known_at']) as relation;
