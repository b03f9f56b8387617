select amount from grants limit 5
