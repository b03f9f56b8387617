-- title: {zh-TW: 已屆結束之援助計畫及其進展, en: Aid projects whose end has come and their progress}
-- rows: projects
-- columns:
--   spent: {zh-TW: 已撥金額（原幣）, en: "Paid so far, in the original currency"}
--   way_gone: {zh-TW: 目標進展率（%）, en: Way gone from baseline to target (%)}
--
-- # Projects that are to end after the as-of date and have not ended say nothing
-- # yet, and would only add years to come.
-- # The way gone is (actual - baseline) / (target - baseline), whichever way is
-- # better. Without a baseline it is actual / target where more is better, and
-- # unknown where it is not; so it is where the target equals the baseline.
with sums as (
  select project_id, sum(case when paid_on <= :as_of then amount else 0 end) as spent
  from disbursements
  group by project_id
),
ways as (
  select
    project_id,
    case
      when baseline is not null then 100 * (actual - baseline) / nullif(target - baseline, 0)
      when ascending then 100 * actual / nullif(target, 0)
    end as way_gone
  from projects
)
select
  p.project_id, p.chapter, p.country, c.region,
  p.committed_on, p.started_on, p.planned_end, p.current_planned_end, p.ended_on, p.cancelled_on, p.completion_report_on,
  p.objective_stated, p.result_stated, p.result_level, p.result_unit, p.ascending,
  p.baseline, p.target, p.target_set_on, p.actual, p.evidence,
  p.planned_persons, p.reached, p.count_basis, p.directness, p.visits_planned, p.visits_done,
  p.currency, p.committed,
  coalesce(s.spent, 0) as spent,
  w.way_gone, b.progress, l.duration
from projects p
join ways w on w.project_id = p.project_id
left join partners c on c.iso2 = p.country
left join sums s on s.project_id = p.project_id
left join progress_bands b
  on (b.at_least is null or w.way_gone >= b.at_least) and (b.below is null or w.way_gone < b.below) and w.way_gone is not null
left join duration_bands l
  on p.planned_end - p.started_on > l.more_than_days and p.planned_end - p.started_on <= l.up_to_days
where p.planned_end <= :as_of or p.ended_on <= :as_of
