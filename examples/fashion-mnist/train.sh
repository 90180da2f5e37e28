#!/bin/sh
# Makes resnet8.onnx: a residual network of ResNet-8's shape, from random weights, by AutoCompress' own trainer (about half an hour on two
# cores). The 5,000 samples that the study selects by are held out with the same seed, so the original has never seen them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec "$here/../../autocompress" train \
  --train /usr/share/datasets/fashion-mnist/train --test /usr/share/datasets/fashion-mnist/t10k \
  --widths 32 64 128 --images 495000 --batch 128 --learning-rate 0.15 --seed 1 \
  --out "${1:-$here/resnet8.onnx}"
