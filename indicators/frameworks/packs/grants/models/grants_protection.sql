-- title: {zh-TW: 補助案之保護主流化調查, en: Surveys of protection by grant}
-- rows: grants
-- columns:
--   asked_on: {zh-TW: 調查日期, en: Asked on}
--   questions: {zh-TW: 已回答題數, en: Questions answered}
--   percents: {zh-TW: 各題正面比率之和, en: Sum of the positive per cents}
--   margin: {zh-TW: 最小分群之誤差（百分點）, en: "Margin of error of the smallest group, in percentage points"}
--   live: {zh-TW: 案件未註銷, en: Grant not cancelled}
--
-- # A question without a valid answer has no per cent, and is not answered.
select f.grant_id, max(f.category) as category, max(f.asked_on) as asked_on, bool_and(f.live) as live,
  count(distinct case when f.valid > 0 and f.positive is not null then f.question end) as questions,
  sum(case when f.valid > 0 then 100 * f.positive / f.valid end) as percents, max(f.margin) as margin
from grants_feedback f
where starts_with(f.question, 'protection_')
group by f.grant_id
