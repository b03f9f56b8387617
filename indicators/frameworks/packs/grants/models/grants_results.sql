-- title: {zh-TW: 補助案成果, en: Results of grants}
-- rows: grant_results
-- columns:
--   live: {zh-TW: 案件未註銷, en: Grant not cancelled}
--   whole: {zh-TW: 非分項, en: Not a part of another}
--   parts: {zh-TW: 分項數, en: Parts}
--   residual: {zh-TW: 總數減分項合計, en: The whole less its parts}
--
-- # A part of a result stands beside the whole and is never added to it; what the
-- # parts leave over is the residual, and unknown while a part has no value.
select
  r.result_id, r.grant_id, g.purpose, g.category, g.country, g.starts_on, g.live, r.level, r.outcome, r.indicator, r.unit,
  r.ascending, r.strict, r.baseline, r.target, r.minimum, r.maximum, r.target_set_on, r.actual, r.evidence,
  coalesce(r.due_on, g.due) as due_on, r.reported_on, r.part_of is null as whole, r.dimension,
  coalesce(p.parts, 0) as parts,
  case when p.parts = p.given then r.actual - p.total end as residual
from grant_results r
join grants_cases g on g.grant_id = r.grant_id
left join (
  select part_of, count(*) as parts, count(actual) as given, sum(actual) as total
  from grant_results where part_of is not null group by part_of
) p on p.part_of = r.result_id
