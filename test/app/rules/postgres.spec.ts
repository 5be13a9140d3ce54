import { postgresLog } from "../../contracts/postgresFixture.ts";
import { useDatabase } from "../../support/postgres.ts";
import { rulesContract } from "./rules.contract.ts";

rulesContract(postgresLog(useDatabase()), { races: 5 });
