"""Runs of Optuna's samplers, scored by the service."""

import time
import warnings

import optuna

from compression import Failure
from service import value

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)

RANDOM, NSGA, TPE = "optuna random", "optuna nsga-ii", "optuna tpe"


def active(gene, values):
    return "when" not in gene or values.get(gene["when"]["gene"]) in gene["when"]["any"]


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


def violation(trial):
    return (trial.user_attrs["violation"],)


def sampler_of(name, problem, seed):
    # Only where there is something to keep: Optuna 3.1 samples another way once it is told of constraints.
    constrained = {"constraints_func": violation} if problem["name"].startswith("mw") or problem["name"] == "compression" else {}
    return {
        RANDOM: lambda: optuna.samplers.RandomSampler(seed=seed),
        NSGA: lambda: optuna.samplers.NSGAIISampler(seed=seed, **constrained),
        TPE: lambda: optuna.samplers.TPESampler(seed=seed, **constrained),
    }[name]()


def run(service, problem, name, seed, budgets):
    """One hypervolume for each budget and the seconds that Optuna itself took."""
    points, inside = [], [0.0]

    def objective(trial):
        candidate = {}
        for gene in problem["genes"]:
            if active(gene, candidate):
                candidate[gene["name"]] = suggest(trial, gene)
        start = time.perf_counter()
        try:
            costs, broken = value(problem, candidate, seed)
            exact = value(problem, candidate, 0)
        finally:
            inside[0] += time.perf_counter() - start
        trial.set_user_attr("violation", broken)
        points.append([trial.number, costs, broken, *exact])
        return costs

    study = optuna.create_study(directions=["minimize"] * problem["objectives"], sampler=sampler_of(name, problem, seed))
    start = time.perf_counter()
    study.optimize(objective, n_trials=max(budgets), catch=(Failure,))
    seconds = time.perf_counter() - start - inside[0]
    return service.ask("score", problem=problem["name"], points=points, budgets=budgets), seconds
