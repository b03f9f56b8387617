-- title: {zh-TW: 國際合作發展計畫之考核, en: Reviews of co-operation projects}
-- rows: project_reviews
-- columns:
--   closing_due: {zh-TW: 結案報告期限, en: Closing report due}
--   gap: {zh-TW: 雙方自評差距（百分點）, en: Gap of the two assessments}
--
-- # The closing report is due six months after completion.
select project_id, country, approved_on, completed_on, feasibility_items, visits_planned, visits_done, closing_report_on,
  own_assessment, partner_assessment,
  cast(completed_on + interval '6 months' as date) as closing_due,
  abs(own_assessment - partner_assessment) as gap
from project_reviews
