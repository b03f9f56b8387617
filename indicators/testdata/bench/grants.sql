-- The grants' figures that add up, by hand.
with fine as (
  select extract(year from report_due) as y, category, region, state,
    count(*) as a0,
    sum(case when report_due <= date '2018-06-22' then 1 else 0 end) as a1,
    sum(case when report_due <= date '2018-06-22' and report_received is not null and report_received <= report_due then 1 else 0 end) as a2,
    sum(case when state = 'open' then 1 else 0 end) as a3,
    sum(case when state = 'closed' then 1 else 0 end) as a4,
    sum(case when state <> 'cancelled' then 1 else 0 end) as a5,
    sum(amount) as a6,
    sum(own_funds) as a7,
    sum(case when state <> 'cancelled' then amount end) as a8
  from grants
  group by y, category, region, state
)
select y, category, region, state, grouping(y, category, region, state),
  sum(a0),
  sum(a1),
  sum(a2),
  sum(a3),
  sum(a4),
  sum(a5),
  sum(a6),
  sum(a7),
  sum(a8)
from fine
group by grouping sets ((y), (y, category), (y, region), (y, state))
