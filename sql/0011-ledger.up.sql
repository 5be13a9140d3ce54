-- The ledger: for each event a link of one chain of hashes. It is computed from the log, and whoever can change the log can
-- change it too; what proves anything are the signed heads, which lie outside this database.

create table muster.ledger (
  count bigint primary key check (count > 0),
  position bigint not null,
  digest bytea not null check (octet_length(digest) = 32),
  hash bytea not null check (octet_length(hash) = 32)
);
comment on column muster.ledger.count is 'The how manieth event of the log it is, from 1.';
comment on column muster.ledger.digest is 'SHA-256 of the event''s bytes: with it the chain holds also where the bytes have given way to a tombstone.';
comment on column muster.ledger.hash is 'The chain up to and with this event: see docs/ledger.md.';

-- How far it goes. The row moves in the statement that adds the rows, by compare-and-set.
create table muster.ledger_progress (
  singleton boolean primary key default true check (singleton),
  count bigint not null,
  position bigint not null,
  hash bytea not null,
  newest_head text
) with (fillfactor = 10);
comment on column muster.ledger_progress.newest_head is 'The line that was last written to a file of heads: a file that ends before it was cut.';
insert into muster.ledger_progress (count, position, hash) values (0, 0, decode(repeat('00', 32), 'hex'));

insert into muster.rights (role, relation, privileges) values
  ('projector', 'muster.ledger', '{select,insert,delete}'),
  ('projector', 'muster.ledger_progress', '{select,update}');
