select count(*) as n from egg
