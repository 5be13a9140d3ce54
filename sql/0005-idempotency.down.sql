drop table muster.idempotency;
