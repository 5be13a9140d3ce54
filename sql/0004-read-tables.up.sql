-- What everyone reads. Only the projector writes here, and a rebuild computes all of it anew from the log.
-- Text that is compared or sorted is so by its bytes: the order of an index must not hang on a collation that differs
-- between machines, or changes with a system's upgrade.

create table public.team_members (
  member_id uuid primary key,
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
  -- Deferrable, because a batch may have two members swap addresses, or bring a report before the manager.
  constraint idx_team_members_email unique (email_key) deferrable initially deferred,
  constraint team_members_manager foreign key (manager_id) references public.team_members deferrable initially deferred
);
comment on column public.team_members.email_key is 'The address in the form in which two are the same.';
comment on column public.team_members.end_date is 'The last day.';
comment on column public.team_members.position is 'The greatest position folded, which need not be the last in date order.';
comment on column public.team_members.effective_on is 'The newest effective date folded: an earlier one means folding the stream anew.';
create index idx_team_members_active on public.team_members (active);
create index idx_team_members_team on public.team_members (team);
create index idx_team_members_name on public.team_members (name);
create index idx_team_members_manager on public.team_members (manager_id);
create index idx_team_members_team_active on public.team_members (team, active) include (member_id, name, email);

create table public.queues (
  queue_id uuid primary key,
  name text collate "C" not null,
  minimum integer not null,
  open boolean not null,
  opened_on date not null,
  closed_on date,
  revision bigint not null,
  position bigint not null,
  updated_at timestamptz not null,
  effective_on date not null
);

create table public.team_queue_assignments (
  assignment_id uuid primary key,
  member_id uuid not null,
  queue_id uuid not null,
  queue_name text collate "C" not null,
  assignment_type text collate "C" not null check (assignment_type in ('primary', 'backup', 'trainee')),
  assigned_date date not null,
  removed_date date,
  active boolean not null,
  position bigint not null,
  constraint team_queue_assignments_member foreign key (member_id) references public.team_members deferrable initially deferred,
  constraint team_queue_assignments_queue foreign key (queue_id) references public.queues deferrable initially deferred
);
comment on column public.team_queue_assignments.queue_name is 'The present name of the queue.';
comment on column public.team_queue_assignments.removed_date is 'The first day without the assignment.';
create unique index team_queue_assignments_one_active on public.team_queue_assignments (member_id, queue_id) where active;
create index idx_queue_assignments_member on public.team_queue_assignments (member_id);
create index idx_queue_assignments_queue on public.team_queue_assignments (queue_id);
create index idx_queue_assignments_active on public.team_queue_assignments (active);
create index idx_queue_assignments_type on public.team_queue_assignments (assignment_type);
create index idx_queue_assignments_queue_active on public.team_queue_assignments (queue_name, active);

-- No foreign key to the members: the history outlives a registration in error.
create table public.team_member_history (
  history_id text collate "C" primary key,
  member_id uuid not null,
  change_type text collate "C" not null,
  field_name text not null,
  old_value text,
  new_value text,
  effective_on date not null,
  changed_at timestamptz not null,
  changed_by text not null,
  reason text,
  event_id uuid not null,
  position bigint not null,
  queue_id uuid
);
comment on table public.team_member_history is 'Audit trail - retain 7 years per compliance policy';
create index idx_team_history_member on public.team_member_history (member_id);
create index idx_team_history_changed_at on public.team_member_history (changed_at);
create index idx_team_history_change_type on public.team_member_history (change_type);
