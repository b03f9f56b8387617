"""Loads the transactions of the benchmark as a script without Heng would: bench_sqlite.py FILE DATABASE."""
import csv
import sqlite3
import sys
import time

start = time.perf_counter()
with open(sys.argv[1], encoding="utf-8", newline="") as file, sqlite3.connect(sys.argv[2]) as db:
    db.execute("create table t (id text primary key, activity integer, day text, kind text,"
               " amount numeric, sector text, region text)")
    rows = csv.reader(file)
    next(rows)
    db.executemany("insert into t values (?, ?, ?, ?, ?, ?, ?)", rows)
db.commit()
count, = db.execute("select count(*) from t").fetchone()
print(count, time.perf_counter() - start)
