-- title: {zh-TW: 各次會議出席情形, en: Attendance by meeting}
-- rows: meetings
-- columns:
--   members_present: {zh-TW: 出席委員, en: Members present}
--   agency_members: {zh-TW: 機關代表委員, en: Agency members}
--   civil_members: {zh-TW: 民間代表委員, en: Civil-society members}
--   proxies: {zh-TW: 代理人數, en: Proxies}
--   in_attendance: {zh-TW: 列席及工作人員, en: "In attendance, and staff"}
--   civil_minimum: {zh-TW: 民間代表委員下限, en: Least number of civil-society members}
--   civil_to_spare: {zh-TW: 可再缺席之民間代表委員, en: Civil-society members who could be absent}
--
-- # Those in attendance are no members: they count in neither side of the rule.
-- # The rule is 3 * civil >= present, in whole numbers, so that exactly one third
-- # passes. An absent member leaves both sides: 3 * (c - k) >= p - k holds up to
-- # k = (3c - p) / 2, rounded down. Below zero, as many are wanting.
with seats as (
  select
    meeting_id,
    sum(case when role = 'staff' then 0 else 1 end) as members_present,
    sum(case when role in ('convener', 'agency') then 1 else 0 end) as agency_members,
    sum(case when role = 'civil' then 1 else 0 end) as civil_members,
    sum(case when proxy then 1 else 0 end) as proxies,
    sum(case when role = 'staff' then 1 else 0 end) as in_attendance
  from attendances
  group by meeting_id
)
select
  m.meeting_id,
  m.held_on,
  s.members_present,
  s.agency_members,
  s.civil_members,
  s.proxies,
  s.in_attendance,
  ceil(s.members_present / 3) as civil_minimum,
  floor((3 * s.civil_members - s.members_present) / 2) as civil_to_spare
from meetings m
left join seats s on s.meeting_id = m.meeting_id
