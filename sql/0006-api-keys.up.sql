-- Keys of programs that use the API. A key itself is nowhere: its holder was shown it once.
-- Rows stay, so that the actor of an old event can still be told.
create table muster.api_keys (
  key_id text collate "C" primary key,
  name text collate "C" not null,
  role text collate "C" not null,
  team text collate "C",
  hash bytea not null check (octet_length(hash) = 32),
  created_at timestamptz not null default now(),
  created_by jsonb not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by jsonb,
  check ((revoked_at is null) = (revoked_by is null))
);
comment on column muster.api_keys.key_id is 'Part of the key, and the subject of its actor; no secret.';
comment on column muster.api_keys.team is 'The only team for a lead; "my team" for others.';
comment on column muster.api_keys.hash is 'SHA-256 of the whole key.';
create unique index api_keys_name_in_use on muster.api_keys (name) where revoked_at is null;
