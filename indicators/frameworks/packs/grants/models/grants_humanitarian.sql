-- title: {zh-TW: 人道援助撥款, en: Humanitarian funding}
-- rows: humanitarian_funding
-- columns:
--   localised: {zh-TW: 至多一個中介者即達在地團體, en: With a local actor after one intermediary at most}
--   flexible: {zh-TW: 未指定或概括指定, en: Unearmarked or softly earmarked}
--
-- # What is marked as not applicable leaves every denominator.
select funding_id, year, amount, end_recipient, earmarking, months, local_partner, overhead_passed_on,
  coalesce(applicable, true) as applicable,
  case when end_recipient in ('local', 'national') then intermediaries <= 1 when end_recipient is not null then false end as localised,
  earmarking in ('unearmarked', 'softly_earmarked') as flexible
from humanitarian_funding
