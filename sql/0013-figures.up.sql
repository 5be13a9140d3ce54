-- What figures are computed from, kept so that a figure costs by its answer: the log's events folded into intervals of
-- whole days. All of it is computed from the log, stream by stream; there is nothing personal in it. Each `last_day` is in its
-- interval, and null where there is none yet.

-- Somebody active on a team, with a title and a manager.
create table muster.stays (
  member_id uuid not null,
  first_day date not null,
  last_day date,
  begins text collate "C" not null,
  ends text collate "C",
  team text collate "C" not null,
  title text collate "C",
  manager_id uuid,
  start_date date not null,
  served_before integer not null,
  primary key (member_id, first_day)
);
comment on column muster.stays.start_date is 'The first day of the period of employment.';
comment on column muster.stays.served_before is 'How many days former periods of employment had.';
create index stays_team on muster.stays (team, last_day);

-- The same, parted by days away alone: enough for figures of the whole organisation.
create table muster.presences (
  member_id uuid not null,
  first_day date not null,
  last_day date,
  begins text collate "C" not null,
  ends text collate "C",
  primary key (member_id, first_day)
);

-- Somebody active who covers a queue.
create table muster.covers (
  member_id uuid not null,
  assignment_id uuid not null,
  first_day date not null,
  last_day date,
  begins text collate "C" not null,
  ends text collate "C",
  queue_id uuid not null,
  assignment_type text collate "C" not null,
  team text collate "C" not null,
  primary key (member_id, assignment_id, first_day)
);

-- A queue that is open, under a name and with a minimum.
create table muster.queue_terms (
  queue_id uuid not null,
  first_day date not null,
  last_day date,
  name text collate "C" not null,
  minimum integer not null,
  primary key (queue_id, first_day)
);

-- How far they have followed the log. The row is locked by whoever takes in what came since.
create table muster.figures_progress (
  singleton boolean primary key default true check (singleton),
  position bigint not null
) with (fillfactor = 10);
insert into muster.figures_progress (position) values (0);

insert into muster.rights (role, relation, privileges)
select 'projector', relation, '{select,insert,delete}'::text[]
from unnest(array['muster.stays', 'muster.presences', 'muster.covers', 'muster.queue_terms']) as relation
union all select 'projector', 'muster.figures_progress', '{select,update}'
union all select 'reader', relation, '{select}'
from unnest(array['muster.stays', 'muster.presences', 'muster.covers', 'muster.queue_terms', 'muster.figures_progress']) as relation;
