-- title: {zh-TW: 各次會議之資料寄送, en: Papers by meeting}
-- rows: paper_meetings
-- columns:
--   papers: {zh-TW: 會議資料份數, en: Papers}
--   late_papers: {zh-TW: 會前不足七日或未記之份數, en: "Papers sent less than seven days before, or with no date"}
select
  m.meeting, m.held_on,
  count(*) as papers,
  sum(case when p.sent_on is not null and p.sent_on <= m.held_on - 7 then 0 else 1 end) as late_papers
from paper_meetings m
join meeting_papers p on p.meeting = m.meeting
group by m.meeting, m.held_on
