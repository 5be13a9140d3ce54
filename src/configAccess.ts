import { isIP } from "node:net";
import { z } from "zod";
import { authentications } from "./app/access/listening.ts";

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const secure = (example: string) =>
  z.string().refine(
    (text) => {
      if (!URL.canParse(text)) return false;
      const { protocol, hostname, username, search, hash } = new URL(text);
      const held = protocol === "https:" || (protocol === "http:" && loopback.test(hostname));
      return held && username === "" && search + hash === "";
    },
    { error: `takes an https address such as ${example}` },
  );

const claim = z.string().regex(/^\S{1,200}$/, { error: "takes the name of a claim, or its path with dots" });

// Those of RFC 7518 and RFC 8037 with a key pair. Others are no choice: with a shared secret whoever checks could sign.
const algorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];

const listed = z
  .string()
  .transform((text) => text.split(",").map((each) => each.trim()))
  .refine((names) => names.every((name) => algorithms.includes(name)), {
    error: `takes some of ${algorithms.join(", ")}, with commas between`,
  });

/** An address, or a network as 10.0.0.0/8. */
function isNetwork(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const version = isIP(address);
  if (version === 0 || more.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return false;
  return bits === undefined || (Number(bits) > 0 && Number(bits) <= (version === 4 ? 32 : 128));
}

const seconds = { error: "takes whole seconds, 0 to 300" };

/** Who may come in, and how they prove who they are. */
export const accessSettings = {
  MUSTER_AUTHENTICATION: z.enum(authentications, { error: `takes one of ${authentications.join(", ")}` }).optional(),
  MUSTER_BEHIND_TLS: z
    .enum(["true", "false"], { error: "takes true or false" })
    .default("false")
    .transform((text) => text === "true"),
  MUSTER_RECORD_READS: z
    .enum(["true", "false"], { error: "takes true or false" })
    .default("false")
    .transform((text) => text === "true"),
  MUSTER_TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(",").map((each) => each.trim()))
    .refine((networks) => networks.every(isNetwork), {
      error: "takes addresses or networks such as 10.0.0.7,10.1.0.0/16, with commas between",
    })
    .default([]),
  MUSTER_OIDC_ISSUER: secure("https://id.example.com/realms/acme").optional(),
  MUSTER_OIDC_AUDIENCE: z.string().max(500).optional(),
  MUSTER_OIDC_JWKS_URL: secure("https://id.example.com/keys").optional(),
  MUSTER_OIDC_ALGORITHMS: listed.default(["RS256", "ES256"]),
  MUSTER_OIDC_CLOCK_SKEW: z.coerce.number(seconds).int(seconds).min(0, seconds).max(300, seconds).default(30),
  MUSTER_OIDC_ROLES_CLAIM: claim.default("roles"),
  MUSTER_OIDC_TEAM_CLAIM: claim.optional(),
  MUSTER_OIDC_EMAIL_CLAIM: claim.default("email"),
};

type Given = Readonly<Record<string, string | undefined>>;

/**
 * Settings that make sense each and not together. An identity provider that is half configured would leave the home's
 * token in force, which nobody meant.
 */
export function togetherWrong(given: Given): string | undefined {
  const issuer = given["MUSTER_OIDC_ISSUER"] !== undefined;
  const mode = given["MUSTER_AUTHENTICATION"];
  const stray = Object.keys(given).find((name) => name.startsWith("MUSTER_OIDC_") && name in accessSettings);
  if (!issuer && stray !== undefined) return `The setting ${stray} needs MUSTER_OIDC_ISSUER beside it.`;
  if (!issuer && mode === "oidc") return "The setting MUSTER_AUTHENTICATION=oidc needs MUSTER_OIDC_ISSUER beside it.";
  if (issuer && given["MUSTER_OIDC_AUDIENCE"] === undefined)
    return "The setting MUSTER_OIDC_ISSUER needs MUSTER_OIDC_AUDIENCE beside it: without one, tokens for any program would do.";
  if (issuer && mode !== undefined && mode !== "oidc")
    return `The setting MUSTER_AUTHENTICATION=${mode} contradicts MUSTER_OIDC_ISSUER: unset one of them.`;
  return undefined;
}
