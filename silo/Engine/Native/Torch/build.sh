#!/bin/sh
# usage: build.sh OUTPUT_FOLDER — compiles the libtorch shim (about 30 s) unless it is newer than its source.
# Needs g++ and libtorch's headers and libraries (Debian: g++ libtorch-dev). Elsewhere: TORCH_ROOT=/path/to/libtorch.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?usage: build.sh OUTPUT_FOLDER}
root=${TORCH_ROOT:-/usr}
library=$out/libautocompress_torch.so
if [ -e "$library" ] && [ "$library" -nt "$here/torch_shim.cpp" ] && [ "$library" -nt "$here/build.sh" ]; then
  exit 0
fi
[ -d "$root/include/torch/csrc/api/include" ] || {
  echo "libtorch's headers are not in $root/include; on Debian: apt-get install libtorch-dev" >&2
  exit 1
}
mkdir -p "$out"
temporary=$library.$$
trap 'rm -f "$temporary"' EXIT
"${CXX:-g++}" -std=c++17 -O2 -fPIC -shared -fvisibility=hidden -Wall -Wno-sign-compare \
  -I"$root/include" -isystem "$root/include/torch/csrc/api/include" \
  "$here/torch_shim.cpp" -o "$temporary" \
  -L"$root/lib" -Wl,--no-as-needed -ltorch -ltorch_cpu -lc10 -Wl,-rpath,"$root/lib"
mv "$temporary" "$library"
