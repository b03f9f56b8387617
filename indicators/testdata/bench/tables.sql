-- Ten indicators' worth of columns, filled by arithmetic on the row number so
-- that every run has the same rows. :rows is the number of transactions; there
-- is a tenth as many grants.
create table transactions as
select
  cast(i as bigint) as transaction_id,
  cast(case when i % 97 = 0 then null else date '2008-01-01' + cast(hash(i) % 4018 as integer) end as date) as booked,
  cast(case when i % 13 = 0 then null else date '2008-01-01' + cast(hash(i) % 4018 as integer) + cast(hash(i + 1) % 200 as integer) end as date) as reported,
  ['africa', 'americas', 'asia', 'europe', 'oceania', 'global'][cast(1 + hash(i * 3) % 6 as bigint)] as region,
  'S' || cast(100 + hash(i * 5) % 30 as varchar) as sector,
  ['budget', 'project', 'training', 'relief', 'debt'][cast(1 + hash(i * 7) % 5 as bigint)] as kind,
  cast(case when i % 31 = 0 then null else (hash(i * 11) % 100000000) / 100 end as decimal(24,6)) as amount,
  cast((hash(i * 13) % 100000000) / 100 as decimal(24,6)) as planned,
  cast(hash(i * 17) % 5000 as bigint) as people,
  (hash(i * 19) % 3 = 0) as untied,
  case when i % 11 = 0 then null else (hash(i * 23) % 4 > 0) end as verified
from range(:rows) as r(i);
create table grants as
select
  cast(i as bigint) as grant_id,
  cast(date '2008-01-01' + cast(hash(i) % 4018 as integer) as date) as report_due,
  cast(case when i % 5 = 0 then null else date '2008-01-01' + cast(hash(i) % 4018 as integer) + cast(hash(i + 1) % 60 as integer) - 40 end as date) as report_received,
  ['humanitarian', 'exchange', 'conference', 'membership'][cast(1 + hash(i * 3) % 4 as bigint)] as category,
  ['africa', 'americas', 'asia', 'europe', 'oceania', 'global'][cast(1 + hash(i * 5) % 6 as bigint)] as region,
  ['open', 'closed', 'cancelled'][cast(1 + hash(i * 7) % 3 as bigint)] as state,
  cast(hash(i * 11) % 20000 as bigint) as org_id,
  cast((hash(i * 13) % 300000000) / 100 as decimal(24,6)) as amount,
  cast((hash(i * 17) % 300000000) / 100 as decimal(24,6)) as own_funds
from range(:rows / 10) as r(i);
