import pg from "pg";
import type { Session } from "./session.ts";
import { knownAt, shadow, tables, versionTables } from "./tables.ts";

// For sessions that fill a shadow: their plans must follow the size of the tables, which grow from nothing.
export const shadowSettings = {
  temp_buffers: "'64MB'",
  work_mem: "'64MB'",
  maintenance_work_mem: "'128MB'",
  plan_cache_mode: "force_custom_plan",
  client_min_messages: "warning",
} as const;

const create = `
  create temp table queues (like public.queues including defaults including constraints, primary key (queue_id));
  create temp table team_members (like public.team_members including defaults including constraints, primary key (member_id))
    with (fillfactor = 70);
  create temp table team_queue_assignments
    (like public.team_queue_assignments including defaults including constraints, primary key (assignment_id))
    with (fillfactor = 80);
  create temp table team_member_history (like public.team_member_history including defaults including constraints);
  create temp table member_versions (like muster.member_versions including defaults);
  create temp table queue_versions (like muster.queue_versions including defaults);
  create temp table assignment_versions (like muster.assignment_versions including defaults);
  create index on pg_temp.member_versions (member_id) where valid_to = 'infinity' and known_to = 9223372036854775807;
  create index on pg_temp.queue_versions (queue_id) where valid_to = 'infinity' and known_to = 9223372036854775807;
  create index on pg_temp.assignment_versions (assignment_id) where valid_to = 'infinity' and known_to = 9223372036854775807;
  create temp table known_at (like muster.known_at including defaults, primary key (recorded_at));
  create temp table parked (like muster.parked including defaults including constraints, primary key (key));
`;

// What the live tables demand besides their primary keys.
const constrain = `
  alter table pg_temp.team_members
    add constraint idx_team_members_email unique (email_key) deferrable initially deferred,
    add constraint team_members_manager foreign key (manager_id) references pg_temp.team_members deferrable initially deferred;
  create unique index team_queue_assignments_one_active on pg_temp.team_queue_assignments (member_id, queue_id) where active;
  alter table pg_temp.team_queue_assignments
    add constraint team_queue_assignments_member foreign key (member_id) references pg_temp.team_members deferrable initially deferred,
    add constraint team_queue_assignments_queue foreign key (queue_id) references pg_temp.queues deferrable initially deferred;
`;

/**
 * Fills tables beside the live ones, in temporary tables of the session. Their constraints come after the fill, which is
 * quicker; where an event violates one, the fill is done once more with the constraints there, so that the violator parks.
 */
export async function fillShadow(session: Session, fill: () => Promise<void>): Promise<void> {
  await session.query(create);
  await fill();
  try {
    await session.query(constrain);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code?.startsWith("23"))) throw error;
    const filled = [...Object.values(tables), ...Object.values(versionTables), knownAt].map(({ name }) => name);
    await session.query(`truncate ${[...filled, "parked"].map((name) => `${shadow.rows}.${name}`).join(", ")}`);
    await session.query(constrain);
    await fill();
  }
}
