#!/bin/sh
# Restores (locked) and builds the solution; silent when all goes well and nothing changed.
set -eu
cd "$(dirname "$0")/.."
configuration=${1:-Release}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
[ -f artifacts/bin/AutoCompress.Client/release/autocompress ] || echo "Building (about a minute the first time)"
if ! dotnet build AutoCompress.sln -c "$configuration" --nologo -v quiet -p:RestoreLockedMode=true >"$log" 2>&1; then
  grep -E "error|warn" "$log" | sort -u | head -n 30 >&2 || cat "$log" >&2
  echo "The build failed; the lines above say where." >&2
  exit 1
fi
