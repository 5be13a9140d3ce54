drop table muster.api_keys;
