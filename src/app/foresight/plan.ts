import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { reject } from "../../domain/kernel/rejection.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { Commands } from "../decideAll.ts";
import type { Muster } from "../muster.ts";
import type { Order } from "../roster/orders.ts";
import type { WhatIf } from "./whatIf.ts";

/**
 * What somebody was shown, so that just that can be recorded.
 * @property commandId under which it will be recorded: the ids that were shown come from it
 * @property orders @property commands @property restsOn hashes of what was asked, what that meant, and the revisions of
 * all that the answer rests on
 */
export type Plan = {
  readonly commandId: string;
  readonly asOf: LocalDate | null;
  readonly orders: string;
  readonly commands: string;
  readonly restsOn: string;
};

const shape = z.object({
  ...{ commandId: z.string(), asOf: z.string().nullable() },
  ...{ orders: z.string(), commands: z.string(), restsOn: z.string() },
});

const hash = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("base64url");

export const ordersHash = (orders: readonly Order[]): string => hash(orders);

type Shown = {
  readonly commandId: string;
  readonly asOf?: LocalDate | undefined;
  readonly orders: readonly Order[];
  readonly commands: Commands;
  readonly seen: WhatIf["seen"];
};

export const planOf = ({ commandId, asOf, orders, commands, seen }: Shown): Plan => ({
  ...{ commandId, asOf: asOf ?? null },
  ...{ orders: ordersHash(orders), commands: hash(commands) },
  restsOn: hash([...seen].map(([stream, revision]) => `${stream} ${revision}`).sort()),
});

type Signing = Pick<Muster, "sign">;

/** The plan as it is handed out: signed, so that it comes back as it was. */
export async function writePlan({ sign }: Signing, plan: Plan): Promise<string> {
  const text = Buffer.from(JSON.stringify(plan)).toString("base64url");
  return `${text}.${Buffer.from(await sign(`plan ${text}`), "hex").toString("base64url")}`;
}

/** @throws {Rejection} `invalid-value` for what was not handed out here */
export async function readPlan({ sign }: Signing, written: string): Promise<Plan> {
  const [text = "", signature = ""] = written.split(".");
  const [given, right] = [Buffer.from(signature, "base64url"), Buffer.from(await sign(`plan ${text}`), "hex")];
  if (given.length !== right.length || !timingSafeEqual(given, right) || written !== `${text}.${signature}`)
    reject("invalid-value", "This is no plan that was handed out here: ask anew what would come of it.", {
      field: "plan",
    });
  return shape.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
}
