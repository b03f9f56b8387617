#!/bin/sh
# Loads a file of ROWS rows (default 200,000) into a new store and prints the most memory that the
# process held, and how long it took. Needs: go, awk, Linux (/proc), and room in TMPDIR (or /tmp) for the
# file and the store, about 0.2 GB a million rows. HENG may name a built heng.
#
# With SPOILED=1 the day of every row is none, and each of them is rejected and kept with its reason.
#
#   bench/load-memory.sh [ROWS]
set -eu
rows=${1:-200000}
for program in awk go; do
	command -v "$program" >/dev/null || { echo "needs $program" >&2; exit 2; }
done
[ -r /proc/self/status ] || { echo "needs /proc of Linux" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
heng=${HENG:-$work/heng}
[ -x "$heng" ] || (cd "$(dirname "$0")/.." && go build -o "$heng" ./cmd/heng)

mkdir "$work/data"
cat >"$work/data/datapackage.yaml" <<'PACKAGE'
name: memory
resources:
  - name: payments
    path: payments.csv
    max_rejects: 100%
    schema:
      primaryKey: id
      fields:
        - {name: id, type: string, constraints: {required: true}}
        - {name: day, type: date}
        - {name: amount, type: number, decimals: 2, constraints: {minimum: "0"}}
        - {name: region, type: string, constraints: {required: true}}
PACKAGE
echo "title: {en: Memory, zh-TW: 記憶體}" >"$work/data/heng.yaml"
awk -v rows="$rows" -v spoiled="${SPOILED:+x}" 'BEGIN {
	print "id,day,amount,region"
	for (i = 0; i < rows; i++)
		printf "T%d,%d%s-%02d-%02d,%d.%02d,region %d\n", i, 2003 + i % 15, spoiled, i % 12 + 1, i % 28 + 1, i * 7919 % 1000000 + 1, i % 100, i % 6
}' >"$work/data/payments.csv"

start=$(date +%s)
"$heng" --workspace "$work/data" --no-progress --lang en ingest >"$work/said" 2>&1 &
load=$!
peak=0
# The kernel keeps the peak itself; it is asked until the process is gone.
while now=$(awk '/^VmHWM/ {print $2}' "/proc/$load/status" 2>/dev/null) && [ -n "$now" ]; do
	peak=$now
	sleep 0.2
done
wait "$load" || { cat "$work/said" >&2; exit 1; }
cat "$work/said"
echo "rows $rows, file $(($(wc -c <"$work/data/payments.csv") / 1000000)) MB, peak $((peak / 1024)) MiB, $(($(date +%s) - start)) s"
