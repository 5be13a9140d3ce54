import { BlockList, isIP } from "node:net";

/** How callers prove who they are: the home's one token, API keys alone, or an identity provider's tokens and API keys. */
export const authentications = ["local", "api-keys", "oidc"] as const;
export type Authentication = (typeof authentications)[number];

export type Listening = {
  readonly host: string;
  readonly authentication: Authentication;
  /** Whether whoever runs Muster says that TLS ends in front of it. */
  readonly behindTls: boolean;
};

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether only programs of this machine can reach an address. */
export function isLoopback(host: string): boolean {
  const version = isIP(host);
  return version === 0 ? host.toLowerCase() === "localhost" : loopback.check(host, version === 6 ? "ipv6" : "ipv4");
}

/** Why Muster must not listen there; undefined where it may. */
export function reasonNotToListen({ host, authentication, behindTls }: Listening): string | undefined {
  if (isLoopback(host)) return undefined;
  if (authentication === "local")
    return `Muster does not listen on ${host} with nothing but this home's token: set MUSTER_OIDC_ISSUER, or MUSTER_AUTHENTICATION=api-keys, or leave MUSTER_HOST unset.`;
  if (!behindTls)
    return `Muster speaks no TLS, and tokens in clear are anybody's: end TLS in front of it and say so by MUSTER_BEHIND_TLS=true, or do not listen on ${host}.`;
  return undefined;
}
