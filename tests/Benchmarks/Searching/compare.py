"""Our search beside Optuna's samplers: `compare.py SERVICE ROWS DATA [--optimizer NAME]... [--problem NAME]... [--budget N]... [--seeds N]
[--again NAME]...`

SERVICE is the command of `Benchmarks search-peer`, which names the problems, runs our algorithms and scores every run. First this side's own
formulas are compared with its values on random points, so that both optimise the same functions. Then every problem runs with every optimizer and
seed; hypervolumes are appended to ROWS as lines of JSON, and what ROWS holds already is skipped, so that a rerun goes on where the last one
stopped. At the end DATA gets one line for each problem, optimizer and budget; report.py makes the tables of it.

One run of Optuna with 1,000 trials gives its figures at 100 and 250 too: neither random search nor NSGA-II (50 individuals by default, whatever the
budget) nor TPE knows how many trials will follow. Ours may plan with the budget, so they run once for each.
"""

import argparse
import json
import time

import optuna_runs
from optuna_runs import NSGA, RANDOM, TPE
from service import CHECKS, Service, check

BUDGETS = [100, 250, 1000]
SEEDS = range(1, 12)
TPE_BUDGETS = [100, 250]
TPE_SEEDS = range(1, 6)
# Whose runs end in minutes: one of wfg4, with three objectives, takes TPE half an hour.
TPE_PROBLEMS = ["zdt1", "zdt4", "zdt6", "dtlz2", "mw3", "compression"]
OURS = ["auto"]


def jobs(problems, ours):
    """Seed by seed, so that after a while every problem has some; the slow TPE last."""
    everything = []
    for seed in SEEDS:
        for problem in problems:
            everything += [(seed, problem, name, seed, BUDGETS) for name in (RANDOM, NSGA)]
            everything += [(seed, problem, name, seed, [budget]) for name in ours for budget in BUDGETS]
            if seed in TPE_SEEDS and problem["name"] in TPE_PROBLEMS:
                everything.append((len(SEEDS) + seed, problem, TPE, seed, TPE_BUDGETS))
    everything.sort(key=lambda job: job[0])
    return [job[1:] for job in everything]


def run(service, problem, optimizer, seed, budgets):
    if optimizer in (RANDOM, NSGA, TPE):
        return optuna_runs.run(service, problem, optimizer, seed, budgets)
    start = time.perf_counter()
    volumes = [service.ask("run", problem=problem["name"], algorithm=optimizer, seed=seed, budget=budget) for budget in budgets]
    return volumes, time.perf_counter() - start


def read(path):
    try:
        with open(path, encoding="utf-8") as rows:
            return [json.loads(row) for row in rows]
    except FileNotFoundError:
        return []


def summarise(problems, rows, path):
    """A line for each problem, and one for each problem, optimizer and budget with the hypervolumes in the order of the seeds."""
    places = {problem["name"]: i for i, problem in enumerate(problems)}
    groups = {}
    for row in sorted(rows, key=lambda row: row["seed"]):
        groups.setdefault((row["problem"], row["optimizer"], row["budget"]), []).append(row["hypervolume"])
    with open(path, "w", encoding="utf-8") as data:
        for problem in problems:
            data.write(json.dumps({key: problem[key] for key in ("name", "reference", "ideal")}) + "\n")
        for (problem, optimizer, budget), volumes in sorted(groups.items(), key=lambda group: (places[group[0][0]], *group[0][1:])):
            data.write(json.dumps({
                "problem": problem, "optimizer": optimizer, "budget": budget, "hypervolumes": [float(f"{volume:.7g}") for volume in volumes]}) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("service")
    parser.add_argument("rows")
    parser.add_argument("data")
    parser.add_argument("--optimizer", action="append", help="only this one, such as 'auto' or 'optuna tpe'")
    parser.add_argument("--problem", action="append", help="only this one")
    parser.add_argument("--budget", action="append", type=int, help="only this one (Optuna's runs have them all)")
    parser.add_argument("--seeds", type=int, default=max(SEEDS), help="only the first so many")
    parser.add_argument("--again", action="append", default=[], help="forget the rows of this one first: it has changed")
    arguments = parser.parse_args()
    service = Service(arguments.service)
    problems = service.ask("problems")
    for problem in problems:
        check(service, problem)
    print(f"{len(problems)} problems: both implementations agree on {CHECKS} random points each", flush=True)
    wanted = arguments.optimizer or [*OURS, RANDOM, NSGA, TPE]
    if arguments.again:
        kept = [row for row in read(arguments.rows) if row["optimizer"] not in arguments.again]
        with open(arguments.rows, "w", encoding="utf-8") as rows:
            rows.writelines(json.dumps(row) + "\n" for row in kept)
    known = {(row["problem"], row["optimizer"], row["budget"], row["seed"]) for row in read(arguments.rows)}
    for problem, optimizer, seed, budgets in jobs(problems, [name for name in wanted if not name.startswith("optuna ")]):
        missing = [budget for budget in budgets if (problem["name"], optimizer, budget, seed) not in known]
        if not optimizer.startswith("optuna "):
            missing = [budget for budget in missing if budget in (arguments.budget or [budget])]
        if optimizer in wanted and missing and problem["name"] in (arguments.problem or [problem["name"]]) and seed <= arguments.seeds:
            volumes, seconds = run(service, problem, optimizer, seed, budgets)
            with open(arguments.rows, "a", encoding="utf-8") as rows:
                for budget, volume in zip(budgets, volumes):
                    row = {"problem": problem["name"], "optimizer": optimizer, "budget": budget, "seed": seed, "hypervolume": volume}
                    rows.write(json.dumps({**row, "seconds": round(seconds, 3)} if budget == max(budgets) else row) + "\n")
    summarise(problems, read(arguments.rows), arguments.data)


if __name__ == "__main__":
    main()
