-- title: {zh-TW: 主席裁示之列管情形, en: How the chair's rulings stand}
-- rows: rulings
-- columns:
--   ruling_id: {zh-TW: 事項編號, en: Item}
--   agenda_item: {zh-TW: 案由, en: Agenda item}
--   ruling_zh: {zh-TW: 裁示事項, en: Ruling in Chinese}
--   ruling_en: {zh-TW: 裁示事項英文, en: Ruling}
--   owner_zh: {zh-TW: 主辦單位, en: Owner in Chinese}
--   owner_en: {zh-TW: 主辦單位英文, en: Owner}
--   due_zh: {zh-TW: 期限, en: Due in Chinese}
--   due_en: {zh-TW: 期限英文, en: Due}
--   standing_zh: {zh-TW: 列管情形, en: State in Chinese}
--   standing_en: {zh-TW: 列管情形英文, en: State}
--
-- # What the minutes do not say is said to be so: nobody was asked to report it,
-- # and it is not the same as nothing done. A ruling is released from follow-up
-- # once the day of that is on record.
select
  ruling_id, agenda_item, ruling_zh, ruling_en,
  case owner_unit when 'mofa' then '外交部' when 'economic' then '國經司' when 'ngo' then 'NGO國際事務會' else '紀錄未載' end as owner_zh,
  case owner_unit
    when 'mofa' then 'Ministry of Foreign Affairs'
    when 'economic' then 'Department of International Cooperation and Economic Affairs'
    when 'ngo' then 'Department of NGO International Affairs'
    else 'not in the minutes'
  end as owner_en,
  case when kind <> 'task' then '不適用' when due = 'next_meeting' then '下次會議' else '紀錄未載' end as due_zh,
  case when kind <> 'task' then 'not applicable' when due = 'next_meeting' then 'next meeting' else 'not in the minutes' end as due_en,
  case
    when closed_on <= :as_of then '解除列管'
    when state = 'follow_up' then '列管中'
    when kind = 'standing' then '持續辦理'
    when kind = 'decision' then '當場決定'
    else '待辦，紀錄未載列管'
  end as standing_zh,
  case
    when closed_on <= :as_of then 'released from follow-up'
    when state = 'follow_up' then 'under follow-up'
    when kind = 'standing' then 'standing'
    when kind = 'decision' then 'decided at once'
    else 'a task, follow-up not in the minutes'
  end as standing_en
from rulings
where asked_on <= :as_of
