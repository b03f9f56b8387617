select grants.grant_id from grants full join starred using (grant_id)
