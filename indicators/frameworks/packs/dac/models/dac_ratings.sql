-- title: {zh-TW: 評核評等, en: Ratings of evaluations}
-- rows: evaluation_ratings
-- columns:
--   grade: {zh-TW: 等第值, en: Grade}
--   satisfactory: {zh-TW: 尚可以上, en: Moderately satisfactory or better}
--
-- # What is none of the six grades has no value: not rated, or in other words.
select rating_id, evaluation_id, activity_id, criterion, rating, completed_on, evaluator,
  case upper(trim(rating)) when 'HS' then 6 when 'S' then 5 when 'MS' then 4 when 'MU' then 3 when 'U' then 2 when 'HU' then 1 end as grade,
  case when upper(trim(rating)) in ('HS', 'S', 'MS') then true when upper(trim(rating)) in ('MU', 'U', 'HU') then false end as satisfactory
from evaluation_ratings
