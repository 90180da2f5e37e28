"""The C# side of the comparison: `Benchmarks search-peer`, asked one line of JSON at a time."""

import json
import random
import shlex
import subprocess

from analytic import FORMULAS
from compression import Failure, evaluate

CHECKS = 200
TOLERANCE = 1e-7


class Service:
    def __init__(self, command):
        self._process = subprocess.Popen(shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, question, **arguments):
        self._process.stdin.write(json.dumps({"ask": question, **arguments}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the service ended at {question} {arguments}")
        return json.loads(answer)


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
        where = f"{problem['name']} {theirs['candidate']}"
        try:
            costs, violation = value(problem, theirs["candidate"], seed)
        except Failure as failure:
            assert str(failure) == theirs["failure"], f"{where}: here {failure}, there {theirs}"
            continue
        assert theirs["failure"] is None, f"{where}: here {costs}, there {theirs}"
        for mine, other in zip([*costs, violation], [*theirs["costs"], theirs["violation"]], strict=True):
            assert abs(mine - other) <= TOLERANCE * max(1, abs(other)), f"{where}: here {mine}, there {other}"
