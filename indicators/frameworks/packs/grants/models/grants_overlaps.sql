-- title: {zh-TW: 各團體之累積與重複, en: Sums and overlaps of each group}
-- rows: grants
-- columns:
--   year_total: {zh-TW: 該團體該年累積核定金額, en: Approved for the group in the year}
--   same: {zh-TW: 同團體同日同類同地之案件數, en: "Cases of one group, day, category and country"}
--   copy: {zh-TW: 重複之後案, en: A later one of them}
--
-- # Two live cases of one group with one beginning, category and country look like one
-- # activity: the first of them counts, the others are its copies.
select g.grant_id, g.org_id, g.category, g.purpose, g.country, g.awarded_on, g.live, g.amount_awarded, g.beneficiaries,
  t.year_total, o.same, coalesce(o.same > 1 and g.grant_id <> o.first, false) as copy
from grants_cases g
left join (
  select org_id, year(awarded_on) as awarded_in, sum(amount_awarded) as year_total
  from grants_cases where live group by org_id, year(awarded_on)
) t on t.org_id = g.org_id and t.awarded_in = year(g.awarded_on)
left join (
  select org_id, starts_on, category, coalesce(country, '') as place, count(*) as same, min(grant_id) as first
  from grants_cases where live and org_id is not null and starts_on is not null
  group by org_id, starts_on, category, coalesce(country, '')
) o on g.live and o.org_id = g.org_id and o.starts_on = g.starts_on and o.category = g.category and o.place = coalesce(g.country, '')
