import { type Command, InvalidArgumentError, Option } from "commander";
import { type Role, roles } from "../../app/access/principal.ts";
import { examples } from "../options.ts";
import { plain } from "../printable.ts";
import type { Session } from "../session.ts";
import { keyTable } from "../views/keys.ts";

type CreateOptions = {
  readonly name: string;
  readonly role: Role;
  readonly team?: string;
  readonly expires: Expiry;
};

/** API keys: what programs come in with. */
export function addApiKeyCommands(program: Command, session: Session): void {
  const keys = program.command("key").description("make, list and revoke API keys, which programs come in with");
  addCreating(keys, session);
  const list = keys
    .command("list")
    .description("list the API keys; the keys themselves are not kept")
    .action(
      session.answering(async () => {
        const { access, clock } = await session.muster();
        const found = await access.keys.list(session.caller().principal);
        return { json: found, text: keyTable(found, clock.now(), session.colour) };
      }),
    );
  examples(list, "key list", "key list --json");

  const revoke = keys
    .command("revoke <key>")
    .description("refuse a key everywhere from now on; it is given by name or id")
    .action(
      session.answering(async (reference: string) => {
        const revoked = await (await session.muster()).access.keys.revoke(session.caller().principal, reference);
        return { json: revoked, text: plain`The key ${revoked.name} (${revoked.keyId}) is refused from now on.` };
      }),
    );
  examples(revoke, 'key revoke "shift planner"', "key revoke 3f0c5d5a9b1e7c42");
}

function addCreating(keys: Command, session: Session): void {
  const create = keys
    .command("create")
    .description("make an API key, and show it this once")
    .requiredOption("--name <name>", "what or whom it is for")
    .addOption(new Option("--role <role>", "what it may do").choices(roles).makeOptionMandatory())
    .option("--team <team>", 'the only team of a lead; "my team" of others')
    .addOption(
      new Option("--expires <end>", "days or hours from now, or a day (UTC)")
        .default(expiry("90d"), "90d")
        .argParser(expiry),
    )
    .action(
      session.answering(async ({ name, role, team, expires }: CreateOptions) => {
        const { access, clock } = await session.muster();
        const order = { name, role, team, expiresAt: expires(clock.now()) };
        const { key, apiKey } = await access.keys.create(session.caller().principal, order);
        const until = `It works until ${apiKey.expiresAt}, as ${apiKey.role}. Send it as: Authorization: Bearer <key>.`;
        const text = plain`${key}\n\nThis is the key, shown this once. ${until}`;
        return { json: { key, ...apiKey }, text };
      }),
    );
  examples(
    create,
    'key create --name "shift planner" --role lead --team engineering',
    "key create --name reports --role auditor --expires 2026-12-31",
    "key create --name trial --role reader --expires 8h",
  );
}

type Expiry = (now: Date) => Date;

const units = { d: 86_400_000, h: 3_600_000 } as const;

/** `90d`, `8h`, or a day, to whose end it lasts. */
function expiry(text: string): Expiry {
  const [, amount, unit] = /^(\d{1,5})([dh])$/.exec(text) ?? [];
  if (amount !== undefined) return (now) => new Date(now.getTime() + Number(amount) * units[unit === "d" ? "d" : "h"]);
  const end = new Date(`${text}T23:59:59.999Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(end.getTime()) || end.toISOString().slice(0, 10) !== text)
    throw new InvalidArgumentError("It takes days (90d), hours (8h), or a day (2026-12-31).");
  return () => end;
}
