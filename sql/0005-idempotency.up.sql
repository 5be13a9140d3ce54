-- Which requests with an Idempotency-Key were answered, and how. The log itself knows what a command has recorded, by
-- the command's id; here lies what it does not know: what was asked with a key, whether that still runs, and answers
-- without events. Kept for a day.
create table muster.idempotency (
  key_id uuid primary key,
  request text collate "C" not null,
  answer text,
  running_until timestamptz not null,
  created_at timestamptz not null default now()
);
comment on column muster.idempotency.key_id is 'Derives from who asks and their key.';
comment on column muster.idempotency.request is 'SHA-256 of what is asked.';
comment on column muster.idempotency.answer is 'Sealed under the log''s data key; null while there is none.';
comment on column muster.idempotency.running_until is 'After this the one who runs it counts as dead, and another may.';
create index idempotency_created_at on muster.idempotency (created_at);
