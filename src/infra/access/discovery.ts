import { z } from "zod";
import { smallFetch } from "./smallFetch.ts";

const answerMs = 3000;
const document = z.object({ issuer: z.string(), jwks_uri: z.string() });
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether keys may be fetched from there: what comes over a line in clear could be anybody's, unless it stays here. */
export const isTrustworthy = (address: string): boolean => {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username } = new URL(address);
  return username === "" && (protocol === "https:" || (protocol === "http:" && loopback.test(hostname)));
};

/** Where an issuer's keys are, by its own metadata (OpenID Connect Discovery 1.0, section 4). */
export async function discover(issuer: string): Promise<URL> {
  const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const response = await smallFetch(address, {
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(answerMs),
  });
  if (response.status !== 200) throw new Error(`${address} answers ${response.status}.`);
  const { issuer: named, jwks_uri: keys } = document.parse(await response.json());
  if (named !== issuer) throw new Error(`${address} is another issuer's.`);
  if (!isTrustworthy(keys)) throw new Error(`${address} names keys at an address that is not https.`);
  return new URL(keys);
}
