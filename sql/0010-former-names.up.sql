-- Who has or had a name: tickets lie under former names, too. Names are compared by their bytes, as those of members are.
create index team_member_history_names_before on public.team_member_history (old_value collate "C")
  where field_name = 'name';
create index team_member_history_names_after on public.team_member_history (new_value collate "C")
  where field_name = 'name';
