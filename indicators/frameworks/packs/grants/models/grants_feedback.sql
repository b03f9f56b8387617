-- title: {zh-TW: 受影響民眾之回答, en: Answers of people reached}
-- rows: grant_feedback
-- columns: {live: {zh-TW: 案件未註銷, en: Grant not cancelled}}
select f.feedback_id, f.grant_id, f.question, f.asked_on, f.surveyed, f.valid, f.positive, f.margin, g.category, g.purpose, g.live
from grant_feedback f
join grants_cases g on g.grant_id = f.grant_id
