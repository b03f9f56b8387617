-- title: {zh-TW: 附會議日期之出列席, en: Attendance by seat with the meeting's date}
-- rows: attendances
select a.meeting_id, a.seat, m.held_on, a.role, a.unit, a.proxy, a.statements
from attendances a
join meetings m on m.meeting_id = a.meeting_id
