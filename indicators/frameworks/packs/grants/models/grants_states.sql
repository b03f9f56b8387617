-- title: {zh-TW: 補助案狀態, en: States of grants}
-- rows: grants
-- columns:
--   state: {zh-TW: 案件狀態, en: State}
--
-- # The words of the record as codes. A date of cancellation cancels, whatever else
-- # the record says.
select
  grant_id,
  case
    when cancelled_on is not null and cancelled_on <= :as_of then 'cancelled'
    when status in ('申請', 'applied') then 'applied'
    when status in ('核定', 'approved') then 'approved'
    when status in ('展延', 'extended') then 'extended'
    when status in ('保留', 'retained') then 'retained'
    when status in ('註銷', 'cancelled') then 'cancelled'
    when status in ('核銷', 'settled') then 'settled'
    when status in ('結案', 'closed') then 'closed'
  end as state
from grants
