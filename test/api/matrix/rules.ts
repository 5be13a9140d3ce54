import type { InjectOptions } from "fastify";
import type { Role } from "../../../src/app/access/principal.ts";
import { dayToCome, type MatrixWorld, type Place, teams } from "./world.ts";

type Where = Place | "none";

/**
 * Who may call a route, written out by hand.
 * @property places whose data the request can be about; `none` is that of no team in particular
 * @property may what is not listed is denied
 * @property ask a request that is right in all else, on data of its own
 * @property sees the places where a role gets personal details, reasons and notes; nobody else finds any in an answer
 */
export type Rule = {
  readonly places: readonly Where[];
  readonly may: Readonly<Partial<Record<Role, readonly Where[]>>>;
  readonly sees?: Readonly<Partial<Record<Role, readonly Where[]>>>;
  /** Of what is allowed; 2xx unless given. */
  readonly answers?: number;
  /** Whether the answer does not end by itself. */
  readonly streams?: boolean;
  /** What a refusal has in it where the protocol answers 200 all the same. */
  readonly refusedWith?: string;
  readonly ask: (world: MatrixWorld, place: Where) => InjectOptions | Promise<InjectOptions>;
};

const either: readonly Where[] = ["own", "other"];
const here = (place: Where): Place => (place === "other" ? "other" : "own");
const team = (place: Where): string => teams[here(place)];

const forAll = { "hr-admin": either, lead: ["own"], auditor: either, reader: either } as const;
const forReaders = { "hr-admin": either, lead: ["own"], auditor: either } as const;
const forLeads = { "hr-admin": either, lead: ["own"] } as const;
const forHr = { "hr-admin": either } as const;
const none: readonly Where[] = ["none"];
const allOfNone = { "hr-admin": none, lead: none, auditor: none, reader: none } as const;
const readersOfNone = { "hr-admin": none, lead: none, auditor: none } as const;
const auditorsOfNone = { "hr-admin": none, auditor: none } as const;
const hrOfNone = { "hr-admin": none } as const;

const of = (places: readonly Where[], may: Rule["may"], ask: Rule["ask"], sees: Rule["sees"] = forReaders): Rule => ({
  ...{ places, may, ask, sees },
});
const send = (method: "POST" | "PUT" | "PATCH" | "DELETE", url: string, payload: object): InjectOptions => ({
  ...{ method, url, payload },
});
const get = (url: string): InjectOptions => ({ method: "GET", url });
const queueUrl = ({ member, queue }: { readonly member: string; readonly queue: string }): string =>
  `/v1/members/${member}/queues/${encodeURIComponent(queue)}`;

/** Open to everyone: nobody's data is there. */
export const open: readonly RegExp[] = [
  /^GET \/docs/,
  /^GET \/openapi\.json$/,
  /^GET \/problems/,
  /^GET \/(healthz|readyz)$/,
  // What signs is no secret: only its private half is.
  /^GET \/v1\/ledger\/keys$/,
];

const call = (name: string, input: object): InjectOptions => send("POST", `/v1/functions/${name}`, input);

const functionRules: Readonly<Record<string, Rule>> = {
  "POST /v1/functions/get_team_members": of(either, forAll, (_, place) =>
    call("get_team_members", { team: team(place), includeInactive: true }),
  ),
  "POST /v1/functions/get_team_members · my team": of(
    none,
    allOfNone,
    () => call("get_team_members", {}),
    readersOfNone,
  ),
  "POST /v1/functions/get_team_queues": of(either, forAll, (_, place) =>
    call("get_team_queues", { team: team(place) }),
  ),
  "POST /v1/functions/get_member_by_email": of(either, forReaders, async (world, place) =>
    call("get_member_by_email", { email: await world.email(here(place)) }),
  ),
  "POST /v1/functions/get_member_history": of(either, forReaders, ({ standing }, place) =>
    call("get_member_history", { member: standing[here(place)] }),
  ),
  "POST /v1/functions/get_member_workload": of(either, forReaders, (_, place) =>
    call("get_member_workload", { team: team(place) }),
  ),
  "POST /v1/functions/get_member_workload · of a member": of(either, forReaders, ({ standing }, place) =>
    call("get_member_workload", { member: standing[here(place)] }),
  ),
  "POST /v1/functions/export_teams_to_json": of(either, forReaders, (_, place) =>
    call("export_teams_to_json", { teams: [team(place)] }),
  ),
  "POST /v1/functions/export_teams_to_json · every team": of(
    none,
    readersOfNone,
    () => call("export_teams_to_json", { all: true }),
    readersOfNone,
  ),
  "POST /v1/functions/add_team_member": of(either, forHr, ({ next }, place) => {
    const name = `New ${next()}`;
    const email = `${name.replace(" ", "")}@secret.example`;
    return call("add_team_member", { name, email, team: team(place) });
  }),
  "POST /v1/functions/update_team_member": of(either, forHr, async (world, place) =>
    call("update_team_member", { member: await world.member(here(place)), title: "another" }),
  ),
  "POST /v1/functions/deactivate_team_member": of(either, forHr, async (world, place) =>
    call("deactivate_team_member", { member: await world.member(here(place)), reasonCode: "resignation" }),
  ),
  "POST /v1/functions/assign_queue": of(either, forLeads, async (world, place) =>
    call("assign_queue", { member: await world.member(here(place)), queue: await world.queue() }),
  ),
  "POST /v1/functions/remove_queue_assignment": of(either, forLeads, async (world, place) =>
    call("remove_queue_assignment", await world.covering(here(place))),
  ),
};

/** The functions of what is to come, and of taking back. */
const changeFunctionRules: Readonly<Record<string, Rule>> = {
  "POST /v1/functions/list_scheduled_changes": of(either, forReaders, async (world, place) => {
    await world.toTitle(here(place));
    return call("list_scheduled_changes", { team: team(place) });
  }),
  "POST /v1/functions/list_scheduled_changes · of every team": of(
    none,
    readersOfNone,
    () => call("list_scheduled_changes", { limit: 200 }),
    readersOfNone,
  ),
  "POST /v1/functions/move_scheduled_change": of(either, forLeads, async (world, place) =>
    call("move_scheduled_change", { changeId: await world.toCover(here(place)), on: dayToCome(40) }),
  ),
  "POST /v1/functions/cancel_scheduled_change": of(either, forLeads, async (world, place) =>
    call("cancel_scheduled_change", { changeId: await world.toCover(here(place)) }),
  ),
  "POST /v1/functions/cancel_scheduled_change · a member's change": of(either, forHr, async (world, place) =>
    call("cancel_scheduled_change", { changeId: await world.toTitle(here(place)) }),
  ),
  "POST /v1/functions/foresee_changes": of(either, forLeads, async (world, place) =>
    call("foresee_changes", { commands: await world.toList(here(place)) }),
  ),
  "POST /v1/functions/carry_out_changes": of(either, forLeads, async (world, place) =>
    call("carry_out_changes", await world.shown(here(place))),
  ),
  "POST /v1/functions/undo_change": of(either, forLeads, async (world, place) =>
    call("undo_change", { eventId: await world.assigned(here(place)) }),
  ),
  "POST /v1/functions/undo_change · a member's change": of(either, forHr, async (world, place) =>
    call("undo_change", { eventId: await world.titled(here(place)) }),
  ),
  "POST /v1/functions/remove_queue_assignment · withdrawing a departure": of(either, forHr, async (world, place) => {
    const { departure, ...cover } = await world.ended(here(place));
    return call("remove_queue_assignment", { ...cover, effectiveOn: "2025-03-01", withdraw: [departure] });
  }),
};

const asCsv = (url: string): InjectOptions => ({ ...get(url), headers: { accept: "text/csv" } });

/** A file of one joiner. */
const importing = (query: string, name: string, where: string): InjectOptions => ({
  ...{ method: "POST", url: `/v1/import?newTeam=${where}${query}`, headers: { "content-type": "text/csv" } },
  payload: `name,email,team,title\r\n${name},${name.replace(" ", "")}@secret.example,${where},secret title\r\n`,
});

const csvRules: Readonly<Record<string, Rule>> = {
  "POST /v1/import": of(either, forHr, ({ next }, place) => importing("", `Joiner ${next()}`, team(place))),
  "POST /v1/import · a dry run": of(either, forHr, ({ next }, place) =>
    importing("&dryRun=true", `Joiner ${next()}`, team(place)),
  ),
  "GET /v1/members · as a file": of(either, forReaders, (_, place) => asCsv(`/v1/members?team=${team(place)}`)),
  "GET /v1/members · everyone, as a file": of(none, readersOfNone, () => asCsv("/v1/members"), readersOfNone),
  "GET /v1/members/:id/history · as a file": of(either, forReaders, ({ standing }, place) =>
    asCsv(`/v1/members/${standing[here(place)]}/history`),
  ),
  "GET /v1/queues · as a file": of(none, readersOfNone, () => asCsv("/v1/queues")),
  "GET /v1/coverage · as a file": of(none, readersOfNone, () => asCsv("/v1/coverage")),
};

/** Who may see a figure of a team; without a team, of all that they may see. */
const figureRules = (query: string, may: Rule["may"], ofAll: Rule["may"]): Readonly<Record<string, Rule>> => {
  const [name = ""] = query.split("?");
  const and = query.includes("?") ? "&" : "?";
  const [, method = ""] = query.split("?");
  const rule = `GET /v1/analytics/${name}${method && ` · ${method}`}`;
  return {
    [rule]: of(either, may, (_, place) => get(`/v1/analytics/${query}${and}team=${team(place)}`)),
    [`${rule} · of every team`]: of(none, ofAll, () => get(`/v1/analytics/${query}`), readersOfNone),
    [`${rule} · as a file`]: of(either, forReaders, (_, place) =>
      asCsv(`/v1/analytics/${query}${and}team=${team(place)}`),
    ),
  };
};

const analyticsRules: Readonly<Record<string, Rule>> = {
  // Who is on which team, leads whom and covers what: roster.
  ...figureRules("headcount", forAll, allOfNone),
  ...figureRules("composition", forAll, allOfNone),
  ...figureRules("span-of-control", forAll, allOfNone),
  ...figureRules("coverage", forAll, allOfNone),
  ...figureRules("assignments", forAll, allOfNone),
  ...figureRules("single-points-of-failure", forAll, allOfNone),
  // Titles, lengths of service and who has how much to do are personal; who joins and leaves, and why, is history.
  ...figureRules("composition?method=by-title", forReaders, readersOfNone),
  ...figureRules("composition?method=by-tenure", forReaders, readersOfNone),
  ...figureRules("tenure", forReaders, readersOfNone),
  ...figureRules("workload", forReaders, readersOfNone),
  ...figureRules("joiners-leavers", forReaders, readersOfNone),
  ...figureRules("turnover", forReaders, readersOfNone),
  ...figureRules("attrition", forReaders, readersOfNone),
  ...figureRules("churn", forReaders, readersOfNone),
};

/** Forgetting people, and what forbids it. */
const forgettingRules: Readonly<Record<string, Rule>> = {
  "POST /v1/members/:id/erase": of(either, forHr, async (world, place) =>
    send("POST", `/v1/members/${await world.gone(here(place))}/erase`, { ground: "GDPR article 17(1)(b)" }),
  ),
  "POST /v1/members/:id/erase · a dry run": of(either, forHr, async (world, place) =>
    send("POST", `/v1/members/${await world.gone(here(place))}/erase`, { ground: "GDPR 17", dryRun: true }),
  ),
  "GET /v1/holds": of(none, { "hr-admin": none, auditor: none }, () => get("/v1/holds"), {
    "hr-admin": none,
    auditor: none,
  }),
  "POST /v1/holds": of(none, hrOfNone, async (world) =>
    send("POST", "/v1/holds", { members: [await world.member("own")], reason: "secret reason" }),
  ),
  "POST /v1/holds/:id/release": of(none, hrOfNone, async (world) =>
    send("POST", `/v1/holds/${await world.hold()}/release`, { reason: "secret reason" }),
  ),
};

/** Taking back what was recorded, and what is to come. */
const changeRules: Readonly<Record<string, Rule>> = {
  "POST /v1/events/:id/undo": of(either, forLeads, async (world, place) =>
    send("POST", `/v1/events/${await world.assigned(here(place))}/undo`, {}),
  ),
  "POST /v1/events/:id/undo · a member's change": of(either, forHr, async (world, place) =>
    send("POST", `/v1/events/${await world.titled(here(place))}/undo`, {}),
  ),
  "POST /v1/events/:id/undo · a queue's change": of(none, hrOfNone, async (world) =>
    send("POST", `/v1/events/${await world.renamed()}/undo`, {}),
  ),
  // The departure is taken back with it, and is no change that a lead makes.
  "DELETE /v1/members/:id/queues/:queue · withdrawing a departure": of(either, forHr, async (world, place) => {
    const { departure, ...cover } = await world.ended(here(place));
    return send("DELETE", queueUrl(cover), { effectiveOn: "2025-03-01", withdraw: [departure] });
  }),
  "GET /v1/scheduled": of(either, forReaders, async (world, place) => {
    await world.toTitle(here(place));
    return get(`/v1/scheduled?team=${team(place)}`);
  }),
  "GET /v1/scheduled · of every team": of(none, readersOfNone, () => get("/v1/scheduled?limit=200"), readersOfNone),
  "GET /v1/scheduled · of a member": of(either, forReaders, ({ standing }, place) =>
    get(`/v1/scheduled?member=${standing[here(place)]}`),
  ),
  "GET /v1/scheduled/:id": of(either, forReaders, async (world, place) =>
    get(`/v1/scheduled/${await world.toTitle(here(place))}`),
  ),
  "POST /v1/scheduled/:id/move": of(either, forLeads, async (world, place) =>
    send("POST", `/v1/scheduled/${await world.toCover(here(place))}/move`, { on: dayToCome(40) }),
  ),
  "POST /v1/scheduled/:id/move · a member's change": of(either, forHr, async (world, place) =>
    send("POST", `/v1/scheduled/${await world.toTitle(here(place))}/move`, { on: dayToCome(40) }),
  ),
  "POST /v1/scheduled/:id/cancel": of(either, forLeads, async (world, place) =>
    send("POST", `/v1/scheduled/${await world.toCover(here(place))}/cancel`, {}),
  ),
  "POST /v1/scheduled/:id/cancel · a member's change": of(either, forHr, async (world, place) =>
    send("POST", `/v1/scheduled/${await world.toTitle(here(place))}/cancel`, {}),
  ),
};

const initialising = {
  ...{ protocolVersion: "2025-11-25", capabilities: {} },
  clientInfo: { name: "test", version: "1" },
};

/** The route of a rule; a route has several rules where it can be asked for more than one thing, told apart by ` · `. */
export const routeOf = (rule: string): string => rule.split(" · ")[0] ?? rule;

export const rules: Readonly<Record<string, Rule>> = {
  "GET /v1/members · of every team": of(none, allOfNone, () => get("/v1/members"), readersOfNone),
  "GET /v1/members · by email": of(none, readersOfNone, () => get("/v1/members?sort=email"), readersOfNone),
  "GET /v1/members": of(either, forAll, (_, place) => get(`/v1/members?team=${team(place)}`)),
  "GET /v1/members · as of a day": of(either, forAll, (_, place) =>
    get(`/v1/members?team=${team(place)}&asOf=${new Date().toISOString().slice(0, 10)}`),
  ),
  "GET /v1/members/:id · as of a day": of(either, forAll, ({ standing }, place) =>
    get(`/v1/members/${standing[here(place)]}?asOf=${new Date().toISOString().slice(0, 10)}`),
  ),
  "PUT /v1/members/:id/queues/:queue": of(either, forLeads, async (world, place) =>
    send("PUT", queueUrl({ member: await world.member(here(place)), queue: await world.queue() }), {}),
  ),
  "DELETE /v1/members/:id/queues/:queue": of(either, forLeads, async (world, place) =>
    send("DELETE", queueUrl(await world.covering(here(place))), {}),
  ),
  "GET /v1/members/:id": of(either, forAll, ({ standing }, place) => get(`/v1/members/${standing[here(place)]}`)),
  "GET /v1/members/:id/blame": of(either, forReaders, ({ standing }, place) =>
    get(`/v1/members/${standing[here(place)]}/blame`),
  ),
  "GET /v1/members/:id/history": of(either, forReaders, ({ standing }, place) =>
    get(`/v1/members/${standing[here(place)]}/history`),
  ),
  "POST /v1/members": of(either, forHr, ({ next }, place) => {
    const name = `New ${next()}`;
    return send("POST", "/v1/members", { name, email: `${name.replace(" ", "")}@secret.example`, team: team(place) });
  }),
  "PATCH /v1/members/:id": of(either, forHr, async (world, place) =>
    send("PATCH", `/v1/members/${await world.member(here(place))}`, { title: "another" }),
  ),
  "POST /v1/members/:id/deactivate": of(either, forHr, async (world, place) =>
    send("POST", `/v1/members/${await world.member(here(place))}/deactivate`, { reasonCode: "resignation" }),
  ),
  "POST /v1/members/:id/reactivate": of(either, forHr, async (world, place) =>
    send("POST", `/v1/members/${await world.gone(here(place))}/reactivate`, {}),
  ),
  "POST /v1/members/:id/rehire": of(either, forHr, async (world, place) =>
    send("POST", `/v1/members/${await world.gone(here(place))}/rehire`, {}),
  ),
  "POST /v1/queues": of(none, hrOfNone, ({ next }) => send("POST", "/v1/queues", { name: `New queue ${next()}` })),
  "PATCH /v1/queues/:queue": of(none, hrOfNone, async (world) =>
    send("PATCH", `/v1/queues/${encodeURIComponent(await world.queue())}`, { minimum: 0, name: `Q ${world.next()}` }),
  ),
  "POST /v1/queues/:queue/close": of(none, hrOfNone, async (world) =>
    send("POST", `/v1/queues/${encodeURIComponent(await world.queue())}/close`, {}),
  ),
  "POST /v1/commands": of(either, forLeads, async (world, place) =>
    send("POST", "/v1/commands", {
      commands: [{ type: "AssignQueue", member: await world.member(here(place)), queue: await world.queue() }],
    }),
  ),
  "POST /v1/what-if": of(either, forLeads, async (world, place) =>
    send("POST", "/v1/what-if", {
      commands: [{ type: "AssignQueue", member: await world.member(here(place)), queue: await world.queue() }],
    }),
  ),
  // Figures are nobody's data, so that any token will do; this machine's own programs need none, where nothing is in front.
  "GET /metrics": of(none, allOfNone, () => get("/metrics")),
  "POST /v1/audit/exports": of(none, auditorsOfNone, () => send("POST", "/v1/audit/exports", {}), auditorsOfNone),
  "POST /v1/audit/exports · of a member": of(
    either,
    { "hr-admin": either, auditor: either },
    ({ standing }, place) => send("POST", "/v1/audit/exports", { member: standing[here(place)] }),
    { "hr-admin": either, auditor: either },
  ),
  "GET /v1/audit/reads": of(none, auditorsOfNone, () => get("/v1/audit/reads")),
  "GET /v1/retention": of(none, auditorsOfNone, () => get("/v1/retention")),
  "POST /v1/retention/run": of(none, hrOfNone, () => send("POST", "/v1/retention/run", { dryRun: true })),
  "GET /v1/teams": of(none, allOfNone, () => get("/v1/teams")),
  "GET /v1/queues": of(none, allOfNone, () => get("/v1/queues")),
  "GET /v1/coverage": of(none, allOfNone, () => get("/v1/coverage")),
  "GET /v1/queues/:queue": of(none, allOfNone, async (world) =>
    get(`/v1/queues/${encodeURIComponent(await world.queue())}`),
  ),
  // Names are there for all who may see those people: a lead finds nobody of another team.
  "GET /v1/queues/:queue/members": of(
    either,
    { ...forAll, lead: either },
    async (world, place) => {
      const { queue } = await world.covering(here(place));
      return get(`/v1/queues/${encodeURIComponent(queue)}/members?all=true`);
    },
    { ...forReaders, lead: ["own"] },
  ),
  "GET /v1/org-chart": of(either, forAll, (_, place) => get(`/v1/org-chart?team=${team(place)}`)),
  "GET /v1/org-chart · of every team": of(none, allOfNone, () => get("/v1/org-chart"), readersOfNone),
  "GET /v1/org-chart · below a member": of(
    either,
    { ...forAll, lead: either },
    ({ standing }, place) => get(`/v1/org-chart?root=${standing[here(place)]}`),
    { ...forReaders, lead: ["own"] },
  ),
  "GET /v1/events": of(either, forReaders, ({ standing }, place) => get(`/v1/events?member=${standing[here(place)]}`)),
  "GET /v1/events · of everyone": of(none, readersOfNone, () => get("/v1/events?limit=200"), readersOfNone),
  "GET /v1/changes": {
    ...of(none, readersOfNone, () => ({ ...get("/v1/changes"), headers: { "last-event-id": "0" } }), readersOfNone),
    streams: true,
  },
  "GET /v1/changes · of a member": {
    ...of(either, forReaders, ({ standing }, place) => ({
      ...get(`/v1/changes?member=${standing[here(place)]}`),
      headers: { "last-event-id": "0" },
    })),
    streams: true,
  },
  "GET /v1/members · found by an address": of(
    none,
    allOfNone,
    () => get("/v1/members?q=secret.example"),
    readersOfNone,
  ),
  "POST /v1/commands · another change": of(either, forHr, async (world, place) =>
    send("POST", "/v1/commands", {
      commands: [
        { type: "DeactivateMember", member: await world.member(here(place)), reasonCode: "resignation" },
        { type: "OpenQueue", name: `Of a list ${world.next()}` },
      ],
    }),
  ),
  "POST /v1/commands · a dry run": of(either, forLeads, async (world, place) =>
    send("POST", "/v1/commands", {
      commands: [{ type: "AssignQueue", member: await world.member(here(place)), queue: await world.queue() }],
      dryRun: true,
    }),
  ),
  "GET /v1/tickets": of(either, forReaders, (_, place) => get(`/v1/tickets?team=${team(place)}&status=all`)),
  "GET /v1/tickets · my team's": of(none, readersOfNone, () => get("/v1/tickets")),
  "GET /v1/tickets · of a member": of(either, forReaders, ({ standing }, place) =>
    get(`/v1/tickets?member=${standing[here(place)]}`),
  ),
  "GET /v1/tickets · that nobody has": of(none, readersOfNone, () => get("/v1/tickets?held=nobody")),
  "GET /v1/tickets · of those who left": of(none, readersOfNone, () => get("/v1/tickets?held=leavers")),
  "GET /v1/tickets · of those who left a team": of(either, forReaders, (_, place) =>
    get(`/v1/tickets?held=leavers&team=${team(place)}`),
  ),
  "GET /v1/workload": of(either, forReaders, (_, place) => get(`/v1/workload?team=${team(place)}`)),
  "GET /v1/workload · of every team": of(none, readersOfNone, () => get("/v1/workload")),
  "GET /v1/workload · of a member": of(either, forReaders, ({ standing }, place) =>
    get(`/v1/workload?member=${standing[here(place)]}`),
  ),
  "GET /v1/workload/queues": of(either, forReaders, (_, place) => get(`/v1/workload/queues?team=${team(place)}`)),
  "GET /v1/workload/queues · of every team": of(none, readersOfNone, () => get("/v1/workload/queues")),
  ...forgettingRules,
  ...changeRules,
  ...functionRules,
  ...changeFunctionRules,
  ...csvRules,
  ...analyticsRules,
  // Its tools are the functions, which look for themselves; see those.
  "POST /mcp": of(none, allOfNone, () => ({
    ...send("POST", "/mcp", { jsonrpc: "2.0", id: 1, method: "initialize", params: initialising }),
    headers: { accept: "application/json, text/event-stream" },
  })),
  "POST /mcp · a tool": {
    ...of(either, forAll, (_, place) => ({
      ...send("POST", "/mcp", {
        ...{ jsonrpc: "2.0", id: 1, method: "tools/call" },
        params: { name: "get_team_members", arguments: { team: team(place) } },
      }),
      headers: { accept: "application/json, text/event-stream" },
    })),
    refusedWith: '"isError":true',
  },
  // Nothing is streamed or kept there: the method is refused to whoever is known.
  "GET /mcp": { ...of(none, allOfNone, () => get("/mcp")), answers: 405 },
  "DELETE /mcp": { ...of(none, allOfNone, () => ({ method: "DELETE", url: "/mcp" })), answers: 405 },
};
