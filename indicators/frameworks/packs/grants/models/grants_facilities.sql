-- title: {zh-TW: 交付之設施, en: Facilities delivered}
-- rows: grant_facilities
-- columns: {live: {zh-TW: 案件未註銷, en: Grant not cancelled}}
select f.facility_id, f.grant_id, f.kind, f.delivered_on, f.checked_on, f.functioning, g.category, g.live
from grant_facilities f
join grants_cases g on g.grant_id = f.grant_id
