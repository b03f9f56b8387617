-- The grants' figures that do not add up, by hand.
select extract(year from report_due) as y, category, region, state, grouping(y, category, region, state),
  count(distinct org_id),
  quantile_cont(cast(amount as double), 0.5),
  quantile_cont(case when state <> 'cancelled' then cast(amount as double) end, 0.9)
from grants
group by grouping sets ((y), (y, category), (y, region), (y, state))
