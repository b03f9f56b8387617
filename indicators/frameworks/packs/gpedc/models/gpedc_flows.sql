-- title: {zh-TW: 預定與實際撥付, en: Scheduled and disbursed}
-- rows: aid_flows
-- columns: {plans: {zh-TW: 已提供計畫之年數, en: Years with a forward plan}}
select flow_id, provider, country, year, scheduled, disbursed, on_budget,
  case when plan_year_1 then 1 when not plan_year_1 then 0 end
    + case when plan_year_2 then 1 when not plan_year_2 then 0 end
    + case when plan_year_3 then 1 when not plan_year_3 then 0 end as plans,
  budget_execution, financial_reporting, auditing, procurement,
  new_interventions, aligned_objectives, results_indicators, country_indicators, country_sources
from aid_flows
