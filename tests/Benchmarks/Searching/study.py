"""The real study under three policies at equal wall time: `study.py AUTOCOMPRESS SERVICE STUDY FOLDER [--time 8m] [--seeds 5]`.

STUDY is a study file in YAML with a model of known accuracy, such as examples/fashion-mnist/study.yaml. Each policy and seed runs once by `autocompress run`
in a folder of its own below FOLDER; what FOLDER/rows.jsonl holds is skipped. A run's hypervolume is that of its final front with test accuracies: latency, bytes and accuracy
are divided by the original's, and the reference is the original's latency and bytes and its accuracy minus 5 points. All policies start with the study's
seeds (the original, int8, uniform and guided cuts); they differ in what follows:

  auto        the study's own policy: short trials, of which the promising ones are refined
  nsga-ii     NSGA-II on full trainings
  random      random search on full trainings
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

from service import Service

# A twentieth of the time is the longest that a probe may train; so many samples use all of it at the demo's size.
SINGLE = {"probe_images": 40_000, "refine_share": 0}
POLICIES = {"auto": {}, "nsga-ii": {"algorithm": "nsga-ii", "training": SINGLE}, "random": {"algorithm": "random", "training": SINGLE}}
ALLOWED = 0.05


def study_of(path, policy, seed, time):
    """The study's text with the policy's keys instead of its own. One level of nesting, as the demo's file has it."""
    changes = {"name": f"{policy}-{seed}", "seed": seed, "constraints": f"{{ accuracy_drop: {ALLOWED} }}", "budget": f"{{ trials: 1000, time: {time} }}"}
    changes |= {key: value for key, value in POLICIES[policy].items() if key != "training"}
    changes["model"] = (path.parent / value_of(path, "model")).resolve()
    lines = [line for line in path.read_text().splitlines() if line.partition(":")[0] not in changes]
    nested = POLICIES[policy].get("training", {})
    lines = [line for line in lines if line.partition(":")[0].strip() not in nested]
    for key, value in nested.items():
        lines.insert(lines.index("training:") + 1, f"  {key}: {value}")
    return "\n".join([*lines, *(f"{key}: {value}" for key, value in changes.items())]) + "\n"


def value_of(path, key):
    return next(line for line in path.read_text().splitlines() if line.startswith(key + ":")).partition(":")[2].partition("#")[0].strip()


def score(service, front):
    """The hypervolume of a final front, in axes divided by the original's values."""
    original = front["original"]
    scale = [original["size"]["bytes"], original["latency"]["p50Ms"]["value"], original["accuracy"]["test"]["value"]]
    points = [[
        point["size"]["bytes"] / scale[0],
        # The paired ratio is the latency over the original's in the same moments.
        point["latency"]["ratio"]["value"],
        -point["accuracy"]["test"]["value"] / scale[2]] for point in front["points"]]
    return service.ask("hypervolume", points=points, reference=[1, 1, -(scale[2] - ALLOWED) / scale[2]])


def main():
    parser = argparse.ArgumentParser()
    for name in ("autocompress", "service", "study", "folder"):
        parser.add_argument(name)
    parser.add_argument("--time", default="8m")
    parser.add_argument("--seeds", type=int, default=5)
    arguments = parser.parse_args()
    service, study, folder = Service(arguments.service), pathlib.Path(arguments.study), pathlib.Path(arguments.folder)
    folder.mkdir(parents=True, exist_ok=True)
    rows = folder / "rows.jsonl"
    known = [json.loads(line) for line in rows.read_text().splitlines()] if rows.exists() else []
    for seed in range(1, arguments.seeds + 1):
        for policy in POLICIES:
            if any((row["policy"], row["seed"], row["time"]) == (policy, seed, arguments.time) for row in known):
                continue
            run = folder / f"{policy}-{seed}-{arguments.time}"
            run.mkdir(exist_ok=True)
            (run / "study.yaml").write_text(study_of(study, policy, seed, arguments.time))
            with open(run / "log.txt", "w", encoding="utf-8") as log:
                ended = subprocess.run(
                    [arguments.autocompress, "run", run / "study.yaml", "--out", run / "out", "--fresh", "--plain"], stdout=log, stderr=log, check=False)
            if ended.returncode != 0:
                print(f"{run.name} failed, see {run / 'log.txt'}; the next call of this script tries it again", file=sys.stderr, flush=True)
                continue
            front = json.loads((run / "out/front.json").read_text())
            row = {
                "policy": policy, "seed": seed, "time": arguments.time, "hypervolume": score(service, front),
                "trials": front["completedTrials"], "points": len(front["points"]), "seconds": front["activeSeconds"]}
            known.append(row)
            with open(rows, "a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
            print(json.dumps(row), flush=True)
    report([row for row in known if row["time"] == arguments.time])


def report(rows):
    print(f"{'policy':10}{'seeds':>6}{'hypervolume':>13}{'trials':>8}{'auto is':>10}")
    groups = {policy: [row for row in rows if row["policy"] == policy] for policy in POLICIES}
    medians = {policy: statistics.median(row["hypervolume"] for row in group) for policy, group in groups.items() if group}
    for policy, median in medians.items():
        ratio = f"{medians['auto'] / median:.3f}x" if "auto" in medians and median > 0 else "-"
        trials = statistics.median(row["trials"] for row in groups[policy])
        print(f"{policy:10}{len(groups[policy]):6}{median:13.5f}{trials:8.0f}{ratio:>10}")


if __name__ == "__main__":
    main()
