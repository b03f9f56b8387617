with recursive r as (select 1 as n union all select n + 1 from r) select n from r
