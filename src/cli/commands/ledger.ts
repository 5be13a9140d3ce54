import type { Command } from "commander";
import type { PublicKey } from "../../app/ports/signingKeys.ts";
import { examples } from "../options.ts";
import { plain } from "../printable.ts";
import type { Session } from "../session.ts";
import { table } from "../table.ts";

/** The keys that sign the ledger's heads. */
export function addLedgerCommands(program: Command, session: Session): void {
  const ledger = program.command("ledger").description("the chain of hashes over the log, and the keys that sign it");
  const keys = ledger
    .command("keys")
    .description("show the public keys that sign here, or did: publish them where others can compare")
    .action(
      session.answering(async () => {
        const found = await (await session.muster()).ledger.keys();
        return { json: { keys: found }, text: keyTable(found, session.colour) };
      }),
    );
  examples(keys, "ledger keys", "ledger keys --json");

  const rotate = ledger
    .command("rotate-key")
    .description("sign with a new key from now on; the one before endorses it and is forgotten")
    .action(
      session.answering(async () => {
        const { ledger: signing } = await session.muster();
        const key = await signing.rotateKey();
        const text = plain`Heads are signed with the key ${key.keyId} from now on: ${key.publicKey}`;
        return { json: key, text: `${text}\nPublish it, and back the file of signing keys up anew.` };
      }),
    );
  examples(rotate, "ledger rotate-key", "ledger rotate-key --json");
}

const keyTable = (keys: readonly PublicKey[], colour: boolean): string =>
  table(
    ["Id", "Public key", "Made", "Retired", "Endorsed by"],
    keys.map(({ keyId, publicKey, madeAt, retiredAt, endorsement }) => [
      ...[keyId, publicKey, madeAt],
      ...[retiredAt, endorsement?.keyId ?? null],
    ]),
    colour,
  );
