delete from muster.rights where relation in ('muster.ledger', 'muster.ledger_progress');
drop table muster.ledger_progress;
drop table muster.ledger;
