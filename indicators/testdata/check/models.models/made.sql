-- materialised: true
select * from grants where report_due <= :as_of
