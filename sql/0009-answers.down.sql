drop function muster.begin_answers;
drop function muster.finish_answers;
alter table muster.idempotency reset (fillfactor);
