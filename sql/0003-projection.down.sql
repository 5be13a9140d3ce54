drop table muster.parked;
drop table muster.projection;
