-- title: {zh-TW: 補助案, en: Grants}
-- rows: grants
-- columns:
--   state: {zh-TW: 案件狀態, en: State}
--   live: {zh-TW: 已核定且未註銷, en: Approved and not cancelled}
--   settled: {zh-TW: 已核銷或結案, en: Settled or closed}
--   due: {zh-TW: 報告期限（含展延）, en: "Report due, as extended"}
--   publish_due: {zh-TW: 金額應公開日, en: Amount to be published by}
--   surplus_due: {zh-TW: 應繳回結餘, en: Surplus due back}
--
-- # A cancelled case leaves every denominator, and is counted apart. A case that was
-- # put off is live; its due date is the extended one. Where the record states none, a
-- # report is due some days after the activity, and before the accounts of the year
-- # close. The surplus of the activity is returned in proportion to the grant's part of
-- # the total cost; where only what was spent of the grant is known, what was not.
select
  g.grant_id,
  case
    when g.category in ('出國與會', 'conference_abroad') then 'conference_abroad'
    when g.category in ('在臺辦會', '在國內辦會', 'conference_home') then 'conference_home'
    when g.category in ('入會', 'membership') then 'membership'
    when g.category in ('交流', 'exchange') then 'exchange'
    when g.category in ('能力建構', 'capacity') then 'capacity'
    when g.category in ('人道援助', 'humanitarian') then 'humanitarian'
    else g.category
  end as category,
  g.purpose, g.country, g.region, g.org_id, g.applied_on, g.awarded_on, g.starts_on, g.ends_on,
  g.amount_awarded, g.own_funds, g.other_grants, g.total_cost, g.fee_total, g.spent, g.eligible_cost, g.indirect_cost,
  g.amount_returned, g.first_paid_on, g.countries, g.beneficiaries, g.extended_to, g.report_received, g.report_accepted,
  g.returned_times, g.licence_signed, g.published_on, g.withheld_ground, g.review_on, g.audited_on, g.amount_questioned,
  g.findings_due, g.findings_closed,
  s.state,
  s.state is null and g.awarded_on is not null or s.state in ('approved', 'extended', 'retained', 'settled', 'closed') as live,
  coalesce(s.state in ('settled', 'closed'), false) as settled,
  coalesce(g.extended_to, g.report_due,
    case
      when g.ends_on + :report_days > cast(date_trunc('year', g.ends_on) + interval '12 months' as date) - :report_year_end_days
        and g.ends_on <= cast(date_trunc('year', g.ends_on) + interval '12 months' as date) - :report_year_end_days
        then cast(date_trunc('year', g.ends_on) + interval '12 months' as date) - :report_year_end_days
      else g.ends_on + :report_days
    end) as due,
  cast(date_trunc('quarter', g.awarded_on) + interval '3 months' as date) as publish_due,
  case
    when g.total_spent is not null and g.total_cost is not null then greatest(g.total_cost - g.total_spent, 0) * (g.amount_awarded / g.total_cost)
    when g.spent is not null and g.amount_awarded is not null then greatest(g.amount_awarded - g.spent, 0)
  end as surplus_due
from grants g
left join grants_states s on s.grant_id = g.grant_id
