"""The synthetic compression problem, a second time: see search/Benchmarks/Compression, which explains it."""

import hashlib
from math import cos, log, log2, pi, sqrt

ALLOWED, ACCURACY, LATENCY, SIZE, FULL = 0.05, 0.93, 0.32, 400_000, 72_000

# work, weights, memory, capacity in and out, damage in and out, capacity and damage of the block's removal
BLOCKS = [
    (0.40, 0.08, 0.40, 0.012, 0.024, 0.36, 0.20, 0.007, 0.12),
    (0.30, 0.25, 0.25, 0.018, 0.014, 0.12, 0.32, 0.009, 0.22),
    (0.22, 0.65, 0.15, 0.008, 0.020, 0.24, 0.10, 0.014, 0.08),
]


class Failure(Exception):
    """The candidate cannot be evaluated."""


def normal(genome, images, seed, quantity):
    text = ",".join(str(i) for i in genome) + f"/{images:.0f}/{seed}/{quantity}"
    digest = hashlib.sha256(text.encode("ascii")).digest()
    u, v = (((int.from_bytes(digest[at: at + 8], "big")) >> 11) / 2 ** 53 for at in (0, 8))
    return sqrt(-2 * log(1 - u)) * cos(2 * pi * v)


def evaluate(c, genome, images, seed):
    """Costs and violation of the candidate `c` (gene to value), whose indices are `genome`; raises Failure."""
    stem = c["keep:stem"]
    work, weights, memory = 0.08 * stem, 0.02 * stem, 0.20 * stem
    capacity, damage = 0.02 * (1 - stem) ** 2.5, 0.28 * (1 - stem) ** 1.5
    for i, (w, n, m, ci, co, di, do, cs, ds) in enumerate(BLOCKS):
        if c[f"block:b{i + 1}"] == "skip":
            capacity, damage = capacity + cs, damage + ds
            continue
        a, b = c[f"keep:b{i + 1}.in"], c[f"keep:b{i + 1}.out"]
        work += w * (0.4 * a + 0.6 * a * b)
        weights += n * (0.3 * a + 0.7 * a * b)
        memory += m * (0.5 * a + 0.5 * b)
        capacity += ci * (1 - a) ** 2.5 + co * (1 - b) ** 2.5
        damage += di * (1 - a) ** 1.5 + do * (1 - b) ** 1.5

    criterion, precision, rate, alpha = c["criterion"], c["precision"], c["learning-rate"], c["distil-alpha"]
    if precision == "fp16" and c["block:b2"] == "keep":
        raise Failure("Unsupported")
    if criterion == "taylor" and alpha > 0 and memory > 0.75:
        raise Failure("OutOfMemory")
    if rate * (3 if precision in ("int8", "fp16") else 1) > 0.55:
        raise Failure("NotANumber")

    clumsy = {"l1": 1.15, "l2": 1.1, "taylor": 1}[criterion]
    clumsy *= (1 + 0.15 * log2(rate / (0.025 if precision == "int8" else 0.05)) ** 2) * (1 + 0.4 * abs(alpha - 0.75))
    loss = capacity + damage * clumsy * (1 + images / 2000) ** -0.8
    if precision == "int8":
        loss += {"percentile": 0.003, "mse": 0.002, "entropy": 0.004, "min-max": 0.2 if stem <= 0.25 else 0.006}[c["calibration"]]
    else:
        loss += {"fp32": 0, "fp16": 0.0005, "weight-int8": 0.001}[precision]
    loss = min(0.9, loss)
    latency = log(LATENCY * (0.06 + 0.94 * work) * {"fp32": 1, "fp16": 1.5, "weight-int8": 1.9, "int8": 0.42}[precision])
    size = log(SIZE * (0.01 + 0.99 * weights * {"fp32": 1, "fp16": 0.5, "weight-int8": 0.25, "int8": 0.26}[precision]))
    if seed != 0:
        loss += 0.0015 * normal(genome, images, seed, "accuracy")
        latency += 0.01 * normal(genome, images, seed, "latency")
    return [loss - ACCURACY, latency, size], max(0.0, loss / ALLOWED - 1)
