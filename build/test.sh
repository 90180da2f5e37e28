#!/bin/sh
# Runs every test project, one after the other, and ends with one line: "N passed, N failed".
set -u
cd "$(dirname "$0")/.."
configuration=$(echo "${1:-Release}" | tr 'A-Z' 'a-z')

# Child processes of the silo get these from their parent; tests run libtorch in their own process.
export OMP_WAIT_POLICY=passive MALLOC_ARENA_MAX=2 OMP_NUM_THREADS=2

# A test that hangs must fail, not wait for whoever runs this to lose patience.
limit=20m
[ "${AUTOCOMPRESS_SLOW_TESTS:-}" != 1 ] || limit=3h

passed=0 failed=0 broken=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in Search.Tests Engine.Tests Cluster.Tests; do
  echo "== $project"
  "artifacts/bin/$project/$configuration/$project" --no-progress --no-ansi --timeout "$limit" >"$log" 2>&1
  code=$?
  grep -E "^failed |^  total:|^  failed:|^  succeeded:|^  skipped:|^  duration:" "$log" || true
  count() { sed -n "s/^  $1: *\([0-9]*\).*/\1/p" "$log" | tail -n 1; }
  p=$(count succeeded) f=$(count failed)
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0}))
  if [ "$code" != 0 ]; then
    cat "$log"
    [ "${f:-0}" != 0 ] || broken=1
  fi
done
if [ "$broken" = 1 ]; then
  failed=$((failed + 1))
  echo "A test project ended without finishing; it counts as one failed test."
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
