-- title: {zh-TW: 補助案及其團體規模與地區, en: Grants with the size of the group and the region}
-- rows: grants
-- columns:
--   publish_due: {zh-TW: 金額應公開日期, en: Amount to be published by}
--
-- # Amounts are to be on the Internet each quarter, so that an amount is due
-- # when the quarter of its approval has ended.
select
  g.grant_id, g.grantee_id, t.size, g.category, g.purpose, g.country, c.region, g.state,
  g.applied_on, g.approved_on, g.activity_end, g.report_due, g.extended_to, g.report_received, g.report_accepted,
  g.cancelled_on, g.licence_signed, g.licence_scope, g.amount, g.own_funds, g.other_grants,
  g.amount_published_on, g.withheld_ground, g.review_on, g.help_kind, g.people_helped,
  cast(date_trunc('quarter', g.approved_on) + interval '3 months' as date) as publish_due
from grants g
join grantees t on t.grantee_id = g.grantee_id
left join partners c on c.iso2 = g.country
