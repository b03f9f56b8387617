-- title: {zh-TW: 補助案申訴, en: Complaints about grants}
-- rows: grant_complaints
select c.complaint_id, c.grant_id, c.received_on, c.in_scope, c.answer_due, c.answered_on, g.category
from grant_complaints c
join grants_cases g on g.grant_id = c.grant_id
