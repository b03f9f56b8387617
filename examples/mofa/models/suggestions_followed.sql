-- title: {zh-TW: 民間代表委員建議之處理, en: What became of civil-society members' suggestions}
-- rows: suggestions
-- columns:
--   suggestion_id: {zh-TW: 建議編號, en: Item}
--   topic: {zh-TW: 主題, en: Topic}
--   suggestion_zh: {zh-TW: 建議, en: Suggestion in Chinese}
--   suggestion_en: {zh-TW: 建議英文, en: Suggestion}
--   affiliation: {zh-TW: 委員所屬, en: Member from a}
--   answered: {zh-TW: 會中有回應, en: Answered at the meeting}
--   in_follow_up: {zh-TW: 納入追蹤, en: Put under follow-up}
select suggestion_id, topic, suggestion_zh, suggestion_en, affiliation, answered, in_follow_up
from suggestions
where asked_on <= :as_of
