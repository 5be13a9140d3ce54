-- How far the read tables have followed the log. The row moves in the transaction that writes the rows, by
-- compare-and-set on position and epoch: whoever becomes the worker raises the epoch, and so shuts out a worker that
-- lost its lock without knowing it.
create table muster.projection (
  singleton boolean primary key default true check (singleton),
  position bigint not null,
  epoch bigint not null,
  worker text,
  rolled_back_at timestamptz
) with (fillfactor = 10);
comment on column muster.projection.worker is 'Host and process id of the newest worker; it works while it holds the advisory lock.';
comment on column muster.projection.rolled_back_at is 'Set from a rollback until an import or a rebuild: there are no read tables meanwhile, and that is meant.';
insert into muster.projection (position, epoch) values (0, 0);

-- Events that could not be applied. Each holds back the later events of its own stream until a rebuild.
create table muster.parked (
  key text collate "C" primary key,
  position bigint not null,
  event_id uuid not null,
  type text not null,
  error text not null,
  since timestamptz not null default now()
);
comment on column muster.parked.key is 'The stream that is held back.';
