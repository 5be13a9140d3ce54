import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

type Key = { readonly kid: string; readonly alg: string; readonly privateKey: CryptoKey; readonly publicJwk: JWK };

/** A key pair that signs, and as the provider publishes it. */
export async function signingKey(kid: string, alg = "ES256"): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } };
}

/** What a test may make of a token before it is signed. */
type Forging = {
  readonly key: Key;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
};

/** An identity provider on a port of its own: `keys` are what it publishes, `answer` may stand in for it. */
export async function identityProvider() {
  const state = {
    keys: [] as readonly Key[],
    asked: 0,
    discovered: 0,
    answer: undefined as ((response: ServerResponse, request: IncomingMessage) => void) | undefined,
    metadata: {} as Record<string, unknown>,
  };
  const server = createServer((request, response) => {
    const isKeys = request.url === "/keys";
    if (isKeys) state.asked += 1;
    else state.discovered += 1;
    if (state.answer) {
      state.answer(response, request);
      return;
    }
    const document = isKeys ? { keys: state.keys.map(({ publicJwk }) => publicJwk) } : state.metadata;
    response.setHeader("content-type", "application/json").end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  state.metadata = { issuer, jwks_uri: `${issuer}/keys` };
  const now = () => Math.floor(Date.now() / 1000);
  return {
    state,
    issuer,
    keysUrl: new URL(`${issuer}/keys`),
    sign: ({ key, claims, header }: Forging): Promise<string> =>
      new SignJWT({ iss: issuer, aud: "muster", sub: "ada", iat: now(), exp: now() + 300, ...claims })
        .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
        .sign(key.privateKey),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
export type IdentityProvider = Awaited<ReturnType<typeof identityProvider>>;
