drop function muster.append;
drop table muster.head;
drop table muster.events;
drop function muster.refuse_change;
