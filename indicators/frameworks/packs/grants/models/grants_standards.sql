-- title: {zh-TW: 標準檢核, en: Checks against standards}
-- rows: grant_standards
-- columns:
--   met: {zh-TW: 達最低標準, en: Minimum met}
--   live: {zh-TW: 案件未註銷, en: Grant not cancelled}
--
-- # The minimums are parameters. What is none of the items, or was not measured, has no
-- # verdict.
select s.check_id, s.grant_id, s.standard, s.item, s.value, s.checked_on, g.category, g.live,
  case s.item
    when 'water' then s.value >= :sphere_water
    when 'tap' then s.value <= :sphere_tap
    when 'toilet' then s.value <= :sphere_toilet
    when 'shelter' then s.value >= :sphere_shelter
    when 'food' then s.value >= :sphere_food
    when 'measles' then s.value >= :sphere_measles
  end as met
from grant_standards s
join grants_cases g on g.grant_id = s.grant_id
