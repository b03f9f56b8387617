-- title: {zh-TW: 補助案與收支, en: Grants and their accounts}
-- rows: grants
-- columns:
--   awarded_on: {zh-TW: 核定日期, en: Approved on}
--   amount_awarded: {zh-TW: 核定金額, en: Amount approved}
--   org_id: {zh-TW: 受補助團體, en: Grantee}
--   live: {zh-TW: 已核定且未註銷, en: Approved and not cancelled}
--   settled: {zh-TW: 已核銷或結案, en: Settled or closed}
--   due: {zh-TW: 報告期限（含展延）, en: "Report due, as extended"}
--   publish_due: {zh-TW: 金額應公開日, en: Amount to be published by}
--   surplus_due: {zh-TW: 應繳回結餘, en: Surplus due back}
--   published_on: {zh-TW: 金額公開日, en: Amount published on}
--   starts_on: {zh-TW: 活動開始日期, en: Start of the activity}
--
-- # The framework of grants that comes with Heng stands over a model of this name;
-- # this one gives it what the example's tables hold. No start of an activity is
-- # recorded: the day after the approval stands for it.
select
  g.grant_id, g.category, g.purpose, g.country, c.region, g.grantee_id as org_id, g.applied_on, g.approved_on as awarded_on,
  g.approved_on + 1 as starts_on, g.activity_end as ends_on,
  g.amount as amount_awarded, g.own_funds, g.other_grants, a.total_cost, a.fee_total, a.spent, a.eligible_cost, a.indirect_cost,
  a.amount_returned, a.first_paid_on, a.countries, a.beneficiaries, g.extended_to, g.report_received, g.report_accepted,
  a.returned_times, g.licence_signed, g.amount_published_on as published_on, g.withheld_ground, g.review_on, a.audited_on,
  a.amount_questioned, a.findings_due, a.findings_closed,
  case when g.cancelled_on is not null then 'cancelled' when g.state is not null then g.state end as state,
  g.approved_on is not null and g.cancelled_on is null and g.state <> 'cancelled' as live,
  g.state in ('settled', 'closed') as settled,
  coalesce(g.extended_to, g.report_due, g.activity_end + :report_days) as due,
  cast(date_trunc('quarter', g.approved_on) + interval '3 months' as date) as publish_due,
  case when g.amount >= a.spent then g.amount - a.spent when g.amount < a.spent then 0 * a.spent end as surplus_due
from grants g
left join grant_accounts a on a.grant_id = g.grant_id
left join partners c on c.iso2 = g.country
