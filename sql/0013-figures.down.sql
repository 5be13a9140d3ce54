delete from muster.rights where relation in
  ('muster.stays', 'muster.presences', 'muster.covers', 'muster.queue_terms', 'muster.figures_progress');
drop table muster.figures_progress, muster.queue_terms, muster.covers, muster.presences, muster.stays;
