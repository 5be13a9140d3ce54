import { z } from "zod";
import { assignmentTypes } from "../../domain/member/messages.ts";

const date = z.string();
const text = z.string();

export const contactRow = z.object({ memberId: text, name: text, email: text });

const memberQueue = z.object({ queue: text, type: z.enum(assignmentTypes), assignedDate: date });

const member = {
  memberId: text,
  name: text,
  email: text,
  team: text,
  title: text.nullable(),
  active: z.boolean(),
  managerId: text.nullable(),
  startDate: date,
  endDate: date.nullable(),
  queues: z.array(memberQueue),
};
export const memberRow = z.object(member);
export const revisedMemberRow = z.object({ ...member, revision: z.bigint() });

export const memberDetailsRow = z.object({
  ...member,
  timezone: text.nullable(),
  skills: z.array(text),
  revision: z.bigint(),
  position: z.bigint(),
  updatedAt: text,
});

const queue = {
  queueId: text,
  name: text,
  minimum: z.number(),
  open: z.boolean(),
  openedOn: date,
  closedOn: date.nullable(),
};
export const queueRow = z.object(queue);
export const revisedQueueRow = z.object({ ...queue, revision: z.bigint() });

export const coverageRow = z.object({
  queueId: text,
  queue: text,
  minimum: z.number(),
  primary: z.number(),
  backup: z.number(),
  trainee: z.number(),
});

export const historyRow = z.object({
  historyId: text,
  memberId: text,
  changeType: text,
  fieldName: text,
  oldValue: text.nullable(),
  newValue: text.nullable(),
  effectiveOn: date,
  changedAt: text,
  changedBy: text,
  reason: text.nullable(),
  eventId: text,
  position: z.bigint(),
});

export const teamRow = z.object({ team: text, active: z.number(), left: z.number() });

export const queuePersonRow = z.object({
  memberId: text,
  name: text,
  email: text,
  team: text,
  assignmentId: text,
  type: z.enum(assignmentTypes),
  assignedDate: date,
  removedDate: date.nullable(),
});

export const chartRow = z.object({
  memberId: text,
  name: text,
  team: text,
  title: text.nullable(),
  managerId: text.nullable(),
  reports: z.number(),
});

export const idRow = z.object({ id: text });
export const positionRow = z.object({ position: z.bigint() });
