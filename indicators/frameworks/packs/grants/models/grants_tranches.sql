-- title: {zh-TW: 補助款撥付, en: Payments of grants}
-- rows: grant_tranches
-- columns: {live: {zh-TW: 案件未註銷, en: Grant not cancelled}}
select t.tranche_id, t.grant_id, t.due_on, t.paid_on, t.amount, g.category, g.purpose, g.live
from grant_tranches t
join grants_cases g on g.grant_id = t.grant_id
