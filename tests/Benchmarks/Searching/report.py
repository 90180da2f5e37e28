"""The tables of docs/search-benchmarks.md: `report.py DATA DOCUMENT [ALGORITHM]` replaces what stands between the document's marks.

ALGORITHM is ours that is judged, auto where none is named.
"""

import json
import random
import statistics
import sys

PEERS = ["optuna random", "optuna nsga-ii", "optuna tpe"]
RESAMPLES = 4000
BEGIN, END = "<!-- tables begin -->", "<!-- tables end -->"
ABOVE, WITHIN, BELOW = "above", "within", "below"


def interval(volumes):
    """The 95 % bootstrap interval of the median (percentiles; Efron 1979), from a fixed seed."""
    draw = random.Random(1)
    medians = sorted(statistics.median(draw.choices(volumes, k=len(volumes))) for _ in range(RESAMPLES))
    return medians[int(0.025 * RESAMPLES)], medians[int(0.975 * RESAMPLES) - 1]


def verdict(ours, theirs):
    low, high = interval(theirs)
    median = statistics.median(ours)
    return ABOVE if median > high else WITHIN if median >= low else BELOW


def number(value):
    return f"{value:.4g}" if value < 1e5 else f"{value:.5g}"


def cell(volumes):
    low, high = interval(volumes)
    return f"{number(statistics.median(volumes))} [{number(low)}, {number(high)}]"


def read(path):
    problems, runs = [], {}
    with open(path, encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            if "name" in line:
                problems.append(line)
            else:
                runs[line["problem"], line["optimizer"], line["budget"]] = line["hypervolumes"]
    return problems, runs


def table(problems, runs, budget, judged):
    peers = [peer for peer in PEERS if any((problem["name"], peer, budget) in runs for problem in problems)]
    yield f"### {budget:,} trials"
    yield ""
    yield "| problem | reference | ideal | " + " | ".join([judged, *peers]) + " | verdict |"
    yield "|---|---|---|" + "---|" * (len(peers) + 2)
    for problem in problems:
        volumes = {name: runs.get((problem["name"], name, budget)) for name in [judged, *peers]}
        verdicts = [verdict(volumes[judged], volumes[peer]) for peer in peers if volumes[judged] and volumes[peer]]
        yield "| " + " | ".join([
            problem["name"],
            "(" + ", ".join(number(v) if v >= 0 else f"{v:.4g}" for v in problem["reference"]) + ")",
            number(problem["ideal"]) if problem["ideal"] is not None else "unknown",
            *(cell(volumes[name]) if volumes[name] else "" for name in [judged, *peers]),
            worst(verdicts),
        ]) + " |"
    yield ""


def worst(verdicts):
    return next((name for name in (BELOW, WITHIN, ABOVE) if name in verdicts), "")


def summary(problems, runs, budgets, judged):
    yield "| trials | against | above | within | below | median ratio |"
    yield "|---|---|---|---|---|---|"
    for budget in budgets:
        for peers in [*([peer] for peer in PEERS), PEERS]:
            verdicts, ratios = [], []
            for problem in problems:
                ours = runs.get((problem["name"], judged, budget))
                theirs = [runs[problem["name"], peer, budget] for peer in peers if (problem["name"], peer, budget) in runs]
                if ours and theirs:
                    verdicts.append(worst([verdict(ours, each) for each in theirs]))
                    best = max(map(statistics.median, theirs))
                    ratios += [statistics.median(ours) / best] if best > 0 else []
            if verdicts:
                name = peers[0] if len(peers) == 1 else "the best of them"
                counts = " | ".join(str(verdicts.count(each)) for each in (ABOVE, WITHIN, BELOW))
                yield f"| {budget:,} | {name} | {counts} | {statistics.median(ratios):.3f} |"
    yield ""
    for name in dict.fromkeys(optimizer for _, optimizer, _ in runs):
        seeds = [len(volumes) for (_, optimizer, _), volumes in runs.items() if optimizer == name]
        yield f"- {name}: {min(seeds)} seeds" if min(seeds) == max(seeds) else f"- {name}: {min(seeds)} to {max(seeds)} seeds"
    yield ""


def main(data, document, judged="auto"):
    problems, runs = read(data)
    budgets = sorted({budget for _, _, budget in runs})
    lines = list(summary(problems, runs, budgets, judged))
    for budget in budgets:
        lines += table(problems, runs, budget, judged)
    with open(document, encoding="utf-8") as file:
        before, _, rest = file.read().partition(BEGIN)
    after = rest.partition(END)[2]
    with open(document, "w", encoding="utf-8") as file:
        file.write(before + BEGIN + "\n" + "\n".join(lines) + "\n" + END + after)


if __name__ == "__main__":
    main(*sys.argv[1:])
