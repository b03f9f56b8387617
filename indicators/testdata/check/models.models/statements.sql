-- titel: x
select amount + 1 from grants;
select 2 as b
