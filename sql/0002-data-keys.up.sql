-- The keys that seal personal fields, wrapped by a key that the database never holds. Beside the log on either store;
-- to be backed up with it, and untouched by a rebuild.
create table muster.data_keys (
  key_id uuid primary key,
  subject text collate "C" not null,
  wrapped bytea,
  created_at timestamptz not null default now(),
  destroyed_at timestamptz,
  check ((wrapped is null) = (destroyed_at is not null))
);
comment on column muster.data_keys.subject is 'A member''s id, or `log` for what concerns no one member.';
comment on column muster.data_keys.wrapped is 'Null once destroyed: what it sealed is gone for good.';
create unique index data_keys_present on muster.data_keys (subject) where destroyed_at is null;
