import "reflect-metadata";
import type { HeadSink } from "../app/ports/headSink.ts";
import type { DestroyedKeys } from "../app/ports/keyDestruction.ts";
import type { KeySource } from "../app/ports/keySource.ts";
import type { Config } from "../config.ts";
import type { Home } from "../infra/home.ts";
import { Parts } from "./parts.ts";
import { Tokens } from "./tokens.ts";
import { keySourceOf, wireKeys } from "./keys.ts";
import { wireLog } from "./log.ts";
import { wireFigures } from "./figures.ts";
import { wireUseCases } from "./useCases.ts";
import { wireFile } from "./file.ts";
import { wireAccess } from "./access.ts";
import { wireDatabase } from "./database.ts";
import { wireRoles } from "./roles.ts";
import { wireErasure } from "./erasure.ts";
import { wireLedger } from "./ledger.ts";
import { wireRetention } from "./retention.ts";

/** What a program brings in place of what the settings would choose. */
type Brought = {
  readonly keySource?: KeySource | undefined;
  readonly headSink?: HeadSink | undefined;
  readonly destroyedKeys?: DestroyedKeys | undefined;
};

const noSink: HeadSink = { append: () => Promise.resolve() };

/**
 * The only file that knows which adapter serves which port. Each part is made when it is first asked for with
 * `getAsync`; `resources` ends what was opened, the newest first.
 */
export function wire(config: Config, home: Home, brought: Brought = {}): Parts {
  const { keySource, headSink = noSink, destroyedKeys } = brought;
  const container = new Parts();
  container.bind(Tokens.config).toConstantValue(config);
  container.bind(Tokens.home).toConstantValue(home);
  container.bind(Tokens.resources).toConstantValue(new AsyncDisposableStack());
  wireDatabase(container);
  wireRoles(container);
  container.bind(Tokens.keySource).toConstantValue(keySource ?? keySourceOf(config, home));
  wireKeys(container);
  wireLog(container);
  wireUseCases(container);
  wireFigures(container);
  wireFile(container);
  wireAccess(container);
  container.bind(Tokens.headSink).toConstantValue(headSink);
  wireLedger(container);
  wireErasure(container, destroyedKeys);
  wireRetention(container);
  return container;
}
