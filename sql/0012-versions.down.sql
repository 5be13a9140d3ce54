delete from muster.rights
  where relation in ('muster.member_versions', 'muster.queue_versions', 'muster.assignment_versions', 'muster.known_at');
drop table muster.known_at;
drop table muster.assignment_versions;
drop table muster.queue_versions;
drop table muster.member_versions;
