-- title: {zh-TW: 兩次}
-- rows: grant
-- columns: {amout: {zh-TW: 金額, en: Amount}}
select amount, people as amount from grants
