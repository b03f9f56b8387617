-- title: {zh-TW: 滿二十四個月之承諾, en: Commitments that are 24 months old}
-- rows: projects
-- columns:
--   two_years_on: {zh-TW: 承諾滿二十四個月之日, en: 24 months after the commitment}
--   paid_in_two_years: {zh-TW: 承諾後二十四個月內撥付（原幣）, en: "Paid within 24 months, in the original currency"}
--
-- # Of commitments before 2012 only those of long projects are on record.
-- # A project without a payment has been paid zero, which is not unknown.
with paid as (
  select p.project_id, sum(d.amount) as amount
  from projects p
  join disbursements d on d.project_id = p.project_id
  where d.paid_on <= p.committed_on + interval '24 months'
  group by p.project_id
)
select
  p.project_id, p.chapter, p.country, c.region, p.currency, p.committed_on, p.committed,
  p.committed_on + interval '24 months' as two_years_on,
  coalesce(s.amount, 0) as paid_in_two_years
from projects p
left join partners c on c.iso2 = p.country
left join paid s on s.project_id = p.project_id
where p.committed_on >= '2012-01-01' and p.committed_on + interval '24 months' <= :as_of
