import type { RejectionDetails } from "../../domain/kernel/rejection.ts";

/** The domain's names of fields where a body calls them otherwise. */
const names: Readonly<Record<string, readonly string[]>> = {
  assignmentType: ["type", "assignmentType"],
  on: ["effectiveOn", "on", "start"],
  managerId: ["manager"],
};

type Json = Readonly<Record<string, unknown>>;

/** Where in the body a refusal has its cause: the field that it names, or the value that it could not make out. */
export function pointerOf(details: RejectionDetails, body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { at, prefix } = ofCommand(details, body as Json);
  const field = details["field"];
  if (typeof field === "string") {
    const given = (names[field] ?? [field]).find((name) => name in at);
    return given === undefined ? undefined : `${prefix}/${given}`;
  }
  const sought = [details["reference"], details["memberId"], details["queueId"], details["managerId"]];
  const found = Object.entries(at).find(([, value]) => sought.some((each) => each !== undefined && each === value));
  return found && `${prefix}/${found[0]}`;
}

/** In a list of commands, the one that was refused. */
function ofCommand({ command }: RejectionDetails, body: Json): { readonly at: Json; readonly prefix: string } {
  const list = body["commands"];
  const one: unknown = Array.isArray(list) && typeof command === "number" ? list[command] : undefined;
  if (typeof one !== "object" || one === null) return { at: body, prefix: "" };
  return { at: one as Json, prefix: `/commands/${String(command)}` };
}
