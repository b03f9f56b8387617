select grant_id from grants union all select people from grants
