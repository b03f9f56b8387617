delete from grants
