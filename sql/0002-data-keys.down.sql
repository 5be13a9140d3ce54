drop table muster.data_keys;
