-- title: {zh-TW: 年報所列之補助案, en: Grants in the annual report}
-- rows: grants
-- columns:
--   grant_id: {zh-TW: 補助案號, en: Grant}
--   title_zh: {zh-TW: 案名, en: Name in Chinese}
--   title_en: {zh-TW: 英文案名, en: Name}
--   grantee_zh: {zh-TW: 受補助團體, en: Grantee in Chinese}
--   grantee_en: {zh-TW: 受補助團體英文名稱, en: Grantee}
--   chapter: {zh-TW: 年報章節, en: Chapter}
--   category: {zh-TW: 補助類別, en: Category}
--   purpose: {zh-TW: 補助目的, en: Purpose}
--   country: {zh-TW: 夥伴國, en: Partner country}
--   state: {zh-TW: 案件狀態, en: State}
--   responsible_unit: {zh-TW: 承辦單位, en: Unit in charge}
--   objective_zh: {zh-TW: 實施目標, en: Objective in Chinese}
--   objective_en: {zh-TW: 實施目標英文, en: Objective}
--   result_zh: {zh-TW: 具體成果, en: Result in Chinese}
--   result_en: {zh-TW: 具體成果英文, en: Result}
--   evidence: {zh-TW: 佐證, en: Evidence}
--   benefit_zh: {zh-TW: 效益, en: Benefit in Chinese}
--   benefit_en: {zh-TW: 效益英文, en: Benefit}
--   activity_end: {zh-TW: 活動結束日期, en: End of the activity}
--   licence_scope: {zh-TW: 成果報告授權範圍, en: Licence of the outcome report}
--
-- # A grant belongs to the report of the year in which its activity ended,
-- # whatever became of its outcome report. Applications not yet approved have no
-- # activity. Of the chapters of the annual report only that of humanitarian
-- # assistance is one of grants too. The amount is not here: whether it may be published is decided
-- # grant by grant.
select
  g.grant_id, s.title_zh, s.title_en, t.name_zh as grantee_zh, t.name_en as grantee_en,
  case when g.category = 'humanitarian' then 'humanitarian' end as chapter,
  g.category, g.purpose, g.country, g.state, s.responsible_unit,
  s.objective_zh, s.objective_en, s.result_zh, s.result_en, s.evidence, s.benefit_zh, s.benefit_en,
  g.activity_end, g.licence_scope
from grants g
join grantees t on t.grantee_id = g.grantee_id
left join grant_statements s on s.grant_id = g.grant_id
where g.state <> 'applied' and g.activity_end <= :as_of
