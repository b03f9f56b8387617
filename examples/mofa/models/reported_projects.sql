-- title: {zh-TW: 年報所列之援助計畫, en: Aid projects in the annual report}
-- rows: projects
-- columns:
--   project_id: {zh-TW: 計畫編號, en: Project}
--   title_zh: {zh-TW: 計畫名稱, en: Name in Chinese}
--   title_en: {zh-TW: 計畫英文名稱, en: Name}
--   chapter: {zh-TW: 年報章節, en: Chapter}
--   country: {zh-TW: 夥伴國, en: Partner country}
--   region: {zh-TW: 地區, en: Region}
--   executing_unit: {zh-TW: 執行單位, en: Executing unit}
--   objective_zh: {zh-TW: 實施目標, en: Objective in Chinese}
--   objective_en: {zh-TW: 實施目標英文, en: Objective}
--   result_zh: {zh-TW: 具體成果, en: Result in Chinese}
--   result_en: {zh-TW: 具體成果英文, en: Result}
--   result_level: {zh-TW: 成果層級, en: Level}
--   evidence: {zh-TW: 佐證, en: Evidence}
--   benefit_zh: {zh-TW: 效益, en: Benefit in Chinese}
--   benefit_en: {zh-TW: 效益英文, en: Benefit}
--   planned_end: {zh-TW: 原定結束日期, en: "Planned end, as first agreed"}
--   ended_on: {zh-TW: 實際結束日期, en: Ended on}
--   ended_later_on: {zh-TW: 於原定年度後結束之日期, en: Ended on a day after the planned year}
--   cancelled_on: {zh-TW: 終止日期, en: Cancelled on}
--
-- # A project belongs to the report of the year in which it was to end, as first
-- # agreed, so that moving the end does not take it out of a report. One that
-- # ended in a later year is listed again in that year's, by ended_later_on.
select
  p.project_id, s.title_zh, s.title_en, p.chapter, p.country, c.region, s.executing_unit,
  s.objective_zh, s.objective_en, s.result_zh, s.result_en, p.result_level, p.evidence, s.benefit_zh, s.benefit_en,
  p.planned_end, p.ended_on,
  case when year(p.ended_on) > year(p.planned_end) then p.ended_on end as ended_later_on,
  p.cancelled_on
from projects p
left join project_statements s on s.project_id = p.project_id
left join partners c on c.iso2 = p.country
where p.planned_end <= :as_of or p.ended_on <= :as_of
