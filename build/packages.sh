#!/bin/sh
# Installs what is missing of the Debian and npm packages: `run` to build and run the product, `test` for its tests, `bench` for the peers
# that benchmarks compare with. Quiet when there is nothing to do.
set -eu
cd "$(dirname "$0")/.."

# g++, libtorch and openblas: training; libonnx-dev: onnx.proto; util-linux: setsid, prlimit and taskset, which start the child processes.
debian="g++ libtorch-dev libopenblas0-openmp libonnx-dev dataset-fashion-mnist util-linux"
npm_scope="--omit=dev"
case "${1:-run}" in
  run) ;;
  test) debian="$debian libonnx-testdata postgresql pgbouncer"; npm_scope="" ;;
  bench) debian="$debian python3 python3-torch python3-optuna python3-psycopg2"; npm_scope="" ;;
  *) echo "usage: $0 run|test|bench" >&2; exit 2 ;;
esac
command -v npm >/dev/null 2>&1 || debian="$debian nodejs npm"

missing=""
for package in $debian; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
done
if [ -n "$missing" ]; then
  as_root=""
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "Missing Debian packages:$missing. Install them as root: apt-get install$missing" >&2; exit 1; }
    as_root="sudo"
  fi
  echo "Installing Debian packages:$missing"
  log=$(mktemp)
  if ! { $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "apt-get could not install:$missing. Check the network and the package sources, then run make again." >&2
    exit 1
  fi
  rm -f "$log"
fi

command -v dotnet >/dev/null 2>&1 || { echo "The .NET 10 SDK is not on PATH; install it and run make again." >&2; exit 1; }

stamp="node_modules/.autocompress-${1:-run}"
[ "${1:-run}" = bench ] && stamp="node_modules/.autocompress-test"
if [ "$stamp" = node_modules/.autocompress-run ] && [ -f node_modules/.autocompress-test ]; then
  stamp=node_modules/.autocompress-test
fi
if [ ! -f "$stamp" ] || [ package-lock.json -nt "$stamp" ]; then
  echo "Installing npm packages"
  log=$(mktemp)
  if ! npm ci --ignore-scripts --no-audit --no-fund --loglevel=error $npm_scope >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "npm could not install the packages of package-lock.json. Check the network and the registry, then run make again." >&2
    exit 1
  fi
  rm -f "$log"
  touch "$stamp"
fi
