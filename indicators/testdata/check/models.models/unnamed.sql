select amount + 1 from grants
