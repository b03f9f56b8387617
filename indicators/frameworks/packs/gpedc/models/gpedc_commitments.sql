-- title: {zh-TW: 承諾之綁定狀態, en: Commitments and their tying}
-- rows: aid_commitments
select commitment_id, year, country, amount, tying
from aid_commitments
