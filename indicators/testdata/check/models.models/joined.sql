select 1 as one from grants join starred using (nothing)
