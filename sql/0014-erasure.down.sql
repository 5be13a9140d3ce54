delete from muster.rights where relation = 'muster.key_destructions';
drop function muster.destroy_keys(uuid[], boolean);
drop table muster.keys_come_back;
drop table muster.erasures;
drop table muster.key_destructions;
drop index muster.data_keys_destroyed;
