-- title: {zh-TW: 監測指標, en: Monitored indicators}
-- rows: monitoring_indicators
--
-- # An indicator that does not apply leaves the denominator; one without a value or
-- # without a target stays and is missing.
select indicator_id, round, title, unit, ascending, strict, baseline, actual, target, applicable
from monitoring_indicators
