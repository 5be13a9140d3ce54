/** An answer of an identity provider is small; what is longer is not read to its end. */
const mostBytes = 1_000_000;

/** Fetches as JSON from an address that a setting or the provider itself gave. Redirects are not followed. */
export async function smallFetch(url: string | URL, init: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, redirect: "manual" });
  if (!response.body) return response;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body) {
    length += part.length;
    if (length > mostBytes) throw new Error(`${new URL(url).host} answers with more than ${mostBytes} bytes.`);
    parts.push(part);
  }
  return new Response(Buffer.concat(parts), { status: response.status, headers: response.headers });
}
