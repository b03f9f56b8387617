-- title: {zh-TW: 近三年受補助團體之徵詢, en: Grantees of three years in the consultation}
-- rows: grantees
--
-- # Every group with a grant approved in the three fiscal years before the
-- # consultation of 2018, invited or not, so that none can be left out.
select
  t.grantee_id, t.size, i.invited_on, i.replied_on,
  case when i.grantee_id is null then 'not_invited' when i.replied_on is null then 'silent' else i.position end as position
from grantees t
left join invitations i on i.grantee_id = t.grantee_id
where t.grantee_id in (
  select grantee_id from grants where approved_on >= '2015-01-01' and approved_on <= '2017-12-31'
)
