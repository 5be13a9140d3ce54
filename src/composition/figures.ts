import type { Container } from "inversify";
import { postgresFigureSources } from "../infra/postgres/figures/figureSources.ts";
import { Tokens } from "./tokens.ts";

export function wireFigures(container: Container): void {
  container.bind(Tokens.figures).toResolvedValue(
    (projector, reader, log) =>
      // Where nothing came since they were kept, no keys are needed.
      postgresFigureSources({
        ...{ projector, reader, log },
        decode: async (stored) => (await container.getAsync(Tokens.codec)).decode(stored),
      }),
    [Tokens.projector, Tokens.reader, Tokens.log],
  );
}
