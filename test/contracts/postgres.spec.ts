import { useDatabase } from "../support/postgres.ts";
import { eventLogContract } from "./eventLog.contract.ts";
import { postgresLog } from "./postgresFixture.ts";

eventLogContract(postgresLog(useDatabase()));
