-- rows: grants
select region, sum(amount) as total from grants group by region
