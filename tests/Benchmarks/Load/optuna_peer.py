"""Optuna's own loop on a PostgreSQL storage: reads a number of trials a line, answers with the seconds that they took."""
import sys
import time

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
storage = optuna.storages.RDBStorage(sys.argv[1], heartbeat_interval=60)
study = optuna.create_study(storage=storage, directions=["minimize", "minimize"], sampler=optuna.samplers.RandomSampler(seed=1))
print(optuna.__version__, flush=True)


def objective(trial):
    return trial.suggest_float("x", 0, 1), trial.suggest_float("y", 0, 1)


study.optimize(objective, n_trials=5)
for line in sys.stdin:
    begin = time.perf_counter()
    study.optimize(objective, n_trials=int(line))
    print(time.perf_counter() - begin, flush=True)
