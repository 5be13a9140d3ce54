import { eventStoreLog, eventStoreName } from "../../contracts/eventStoreFixture.ts";
import { eventStoreUrl, noEventStore } from "../../support/eventStore.ts";
import { rulesContract, rulesSkipped } from "./rules.contract.ts";

if (eventStoreUrl === undefined) rulesSkipped(eventStoreName, noEventStore);
else rulesContract(eventStoreLog(eventStoreUrl), { races: 3 });
