// A process that uses a home's embedded Postgres: says where it is, then stays until told "leave" or killed; with "brief"
// it has nothing more to do and stays attached.
import { mkdirSync } from "node:fs";
import { attachEmbedded } from "../../src/infra/embedded/attach.ts";

const [home = "", manner] = process.argv.slice(2);
mkdirSync(home, { recursive: true, mode: 0o700 });
try {
  const attachment = await attachEmbedded(home);
  attachment.onLost((reason) => console.log(JSON.stringify({ lost: reason })));
  console.log(JSON.stringify({ url: attachment.url }));
  if (manner !== "brief") {
    for await (const word of process.stdin) if (String(word).trim() === "leave") break;
    await attachment.leave();
  }
} catch (error) {
  console.log(JSON.stringify({ error: String(error) }));
}
