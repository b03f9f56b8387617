-- title: {zh-TW: 援助承諾, en: Commitments}
-- rows: aid_commitments
-- columns:
--   gender_points: {zh-TW: 性別標記權數, en: Weight of the gender marker}
--   climate_points: {zh-TW: 氣候標記權數, en: Weight of the climate marker}
--   disability_points: {zh-TW: 身心障礙標記權數, en: Weight of the disability marker}
--
-- # Not screened is no mark at all, and another thing than 0.
select commitment_id, activity_id, year, country, sector, amount, gender_marker, climate_marker, disability_marker,
  own_money, government_money, other_money,
  case gender_marker when 2 then 100 when 1 then :significant_weight when 0 then 0 end as gender_points,
  case climate_marker when 2 then 100 when 1 then :significant_weight when 0 then 0 end as climate_points,
  case disability_marker when 2 then 100 when 1 then :significant_weight when 0 then 0 end as disability_points
from aid_commitments
