select region,
  amuont as 金額
from grants
where 金額 = '非洲' and peple > 0
