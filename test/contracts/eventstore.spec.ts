import { eventStoreUrl, noEventStore } from "../support/eventStore.ts";
import { eventLogContract, eventLogContractSkipped } from "./eventLog.contract.ts";
import { eventStoreLog, eventStoreName } from "./eventStoreFixture.ts";

if (eventStoreUrl === undefined) eventLogContractSkipped(eventStoreName, noEventStore);
else eventLogContract(eventStoreLog(eventStoreUrl));
