"""Optuna's samplers on our benchmark problems: `optuna_peer.py SERVICE ROWS [--check-only]`.

SERVICE is the command of `Benchmarks search-peer`, which names the problems and scores the runs. First this file's own formulas are compared with
its values on random points, so that both sides optimise the same functions. Then every problem runs under each sampler and seed, and each
run's hypervolumes are appended to ROWS as lines of JSON; what ROWS already holds is skipped, so that a rerun goes on where the last one stopped.

One run of 1,000 trials gives the figures of 100 and 250 too: neither random search nor NSGA-II (50 individuals by default, whatever the budget) nor TPE
knows how many trials will follow.
"""

import json
import random
import shlex
import subprocess
import sys
import time

import optuna

from analytic import FORMULAS
from compression import Failure, evaluate

SEEDS = range(1, 12)
TPE_SEEDS = range(1, 6)
TPE_PROBLEMS = ["zdt1", "zdt4", "dtlz2", "wfg4", "mw3", "compression"]
CHECKS = 200
TOLERANCE = 1e-7


class Service:
    """The C# side, asked one line at a time."""

    def __init__(self, command):
        self._process = subprocess.Popen(shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, question, **arguments):
        self._process.stdin.write(json.dumps({"ask": question, **arguments}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def active(gene, values):
    return "when" not in gene or values.get(gene["when"]["gene"]) in gene["when"]["any"]


def value(problem, candidate, seed):
    """Costs and violation by this side's own formulas; raises Failure."""
    if problem["name"] in FORMULAS:
        return FORMULAS[problem["name"]]([candidate[gene["name"]] for gene in problem["genes"]])
    genome = [place(gene, candidate[gene["name"]]) if gene["name"] in candidate else -1 for gene in problem["genes"]]
    return evaluate(candidate, genome, problem["images"], seed)


def place(gene, chosen):
    return gene["choices"].index(chosen) if "choices" in gene else min(range(len(gene["values"])), key=lambda i: abs(gene["values"][i] - chosen))


def check(service, problem):
    """Compares both implementations on random candidates, with noise on every second one."""
    draw = random.Random(problem["name"])
    for repetition in range(CHECKS):
        seed = repetition % 2 * (repetition + 1)
        indices = [draw.randrange(len(gene.get("choices") or gene.get("values") or range(1_000_001))) for gene in problem["genes"]]
        theirs = service.ask("evaluate", problem=problem["name"], indices=indices, images=problem["images"], seed=seed)
        try:
            costs, violation = value(problem, theirs["candidate"], seed)
        except Failure as failure:
            assert str(failure) == theirs["failure"], f"{problem['name']} {theirs['candidate']}: here {failure}, there {theirs}"
            continue
        assert theirs["failure"] is None, f"{problem['name']} {theirs['candidate']}: here {costs}, there {theirs}"
        for mine, other in zip([*costs, violation], [*theirs["costs"], theirs["violation"]], strict=True):
            assert abs(mine - other) <= TOLERANCE * max(1, abs(other)), f"{problem['name']} {theirs['candidate']}: here {mine}, there {other}"


def suggest(trial, gene):
    if "choices" in gene:
        return trial.suggest_categorical(gene["name"], gene["choices"])
    if "low" in gene:
        return trial.suggest_float(gene["name"], gene["low"], gene["high"])
    steps = gene["values"]
    if steps[0] > 0 and abs(steps[2] / steps[1] - steps[1] / steps[0]) < 1e-9:
        # An even grid in the logarithm: Optuna has steps or logarithms, not both, so it gets the exponent.
        return steps[trial.suggest_int(gene["name"], 0, len(steps) - 1)]
    return trial.suggest_float(gene["name"], steps[0], steps[-1], step=steps[1] - steps[0])


def run(service, problem, sampler, seed, budgets):
    """The hypervolumes of one run and the seconds that Optuna itself took."""
    points, inside = [], [0.0]

    def objective(trial):
        candidate = {}
        for gene in problem["genes"]:
            if active(gene, candidate):
                candidate[gene["name"]] = suggest(trial, gene)
        start = time.perf_counter()
        try:
            costs, violation = value(problem, candidate, seed)
            exact = value(problem, candidate, 0)
        finally:
            inside[0] += time.perf_counter() - start
        trial.set_user_attr("violation", violation)
        points.append([trial.number, costs, violation, *exact])
        return costs

    study = optuna.create_study(directions=["minimize"] * problem["objectives"], sampler=sampler)
    start = time.perf_counter()
    study.optimize(objective, n_trials=max(budgets), catch=(Failure,))
    seconds = time.perf_counter() - start - inside[0]
    return service.ask("score", problem=problem["name"], points=points, budgets=budgets), seconds


def constraints(trial):
    return (trial.user_attrs["violation"],)


def samplers(problem):
    # Only where there is something to keep: Optuna 3.1 samples another way once it is told of constraints.
    constrained = {"constraints_func": constraints} if problem["name"].startswith("mw") or problem["name"] == "compression" else {}
    yield "random", SEEDS, [100, 250, 1000], lambda seed: optuna.samplers.RandomSampler(seed=seed)
    yield "nsga-ii", SEEDS, [100, 250, 1000], lambda seed: optuna.samplers.NSGAIISampler(seed=seed, **constrained)
    if problem["name"] in TPE_PROBLEMS:
        yield "tpe", TPE_SEEDS, [100, 250], lambda seed: optuna.samplers.TPESampler(seed=seed, **constrained)


def jobs(problems):
    """Seed by seed, so that after a while every problem has some; the slow TPE when half of the others are there."""
    everything = [(seed, problem, *each) for seed in SEEDS for problem in problems for each in samplers(problem)]
    halves = {seed: 0 if seed in TPE_SEEDS else 2 for seed in SEEDS}
    everything.sort(key=lambda job: 1 if job[2] == "tpe" else halves[job[0]])
    return [(problem, name, seed, budgets, make) for seed, problem, name, seeds, budgets, make in everything if seed in seeds]


def done(path):
    try:
        with open(path, encoding="utf-8") as rows:
            return {(row["problem"], row["sampler"], row["seed"]) for row in map(json.loads, rows)}
    except FileNotFoundError:
        return set()


def main(command, path, *flags):
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    import warnings
    warnings.simplefilter("ignore")
    service = Service(command)
    problems = service.ask("problems")
    for problem in problems:
        check(service, problem)
    print(f"{len(problems)} problems: both implementations agree on {CHECKS} random points each", flush=True)
    if "--check-only" in flags:
        return
    known = done(path)
    for problem, name, seed, budgets, make in jobs(problems):
        if (problem["name"], name, seed) not in known:
            volumes, seconds = run(service, problem, make(seed), seed, budgets)
            with open(path, "a", encoding="utf-8") as rows:
                for budget, volume in zip(budgets, volumes):
                    row = {"problem": problem["name"], "sampler": name, "budget": budget, "seed": seed, "hypervolume": volume}
                    rows.write(json.dumps({**row, "seconds": round(seconds, 3)} if budget == max(budgets) else row) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
