# make demo      the main job: compress a Fashion-MNIST classifier in at most 8 minutes (FRESH=1 starts over)
# make test      every test that a change must pass, in under 15 minutes on 2 cores
# make test-all  these and the slow suites
# make chaos     a study on four silos and PostgreSQL while everything fails (ROUNDS=n SEED=s, see docs/cluster.md)
# make build     the command line alone: ./autocompress
# make oracle    checks the demo's front with onnxruntime-node, an ONNX Runtime that is not ours
# Each installs what is missing first; a second run finds nothing to do.

CONFIGURATION ?= Release
DOTNET := dotnet

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

.PHONY: demo test test-all oracle chaos build native packages test-packages generated-docs format bench-train bench-int8 bench-analyse bench-optuna bench-study load train-example clean

demo: build
	@./autocompress run examples/fashion-mnist/study.yaml $(if $(FRESH),--fresh)

test: build test-packages
	@build/test.sh $(CONFIGURATION)

test-all: build test-packages
	@AUTOCOMPRESS_SLOW_TESTS=1 build/test.sh $(CONFIGURATION)

oracle: test-packages
	@node tests/Cluster.Tests/EndToEnd/oracle.mjs out/fashion-mnist/front.json

chaos: build test-packages
	@artifacts/bin/Cluster.Tests/release/Cluster.Tests chaos $(or $(ROUNDS),1) $(or $(SEED),1)

build: native
	@build/dotnet.sh $(CONFIGURATION)

native: packages
	@silo/Engine/Native/Torch/build.sh artifacts/native

packages:
	@build/packages.sh run

test-packages: packages
	@build/packages.sh test

# The original that the demo compresses, again from random weights and a seed.
train-example: build
	@examples/fashion-mnist/train.sh

bench-train: build test-packages
	@build/packages.sh bench
	@$(DOTNET) artifacts/bin/Benchmarks/release/Benchmarks.dll train

bench-int8: build
	@$(DOTNET) artifacts/bin/Benchmarks/release/Benchmarks.dll int8

# Time and memory of `inspect` on models of 100 million parameters.
bench-analyse: build
	@$(DOTNET) artifacts/bin/Benchmarks/release/Benchmarks.dll analyse artifacts/bin/AutoCompress.Client/release/autocompress

# Our search beside Optuna's samplers on 36 problems: hours for the first time, then only what is missing (OPTIONS="--again auto" when our search has
# changed). Rewrites the tables of docs/search-benchmarks.md.
bench-optuna: build test-packages
	@build/packages.sh bench
	@mkdir -p artifacts/search-benchmarks
	@/usr/bin/python3 tests/Benchmarks/Searching/compare.py "$(DOTNET) artifacts/bin/Benchmarks/release/Benchmarks.dll search-peer" artifacts/search-benchmarks/rows.jsonl docs/search-benchmarks.jsonl $(OPTIONS)
	@/usr/bin/python3 tests/Benchmarks/Searching/report.py docs/search-benchmarks.jsonl docs/search-benchmarks.md

# The demo's study under our policy, single-fidelity NSGA-II and random search, five seeds of eight minutes each: two hours.
bench-study: build
	@/usr/bin/python3 tests/Benchmarks/Searching/study.py ./autocompress "$(DOTNET) artifacts/bin/Benchmarks/release/Benchmarks.dll search-peer" examples/fashion-mnist/study.yaml artifacts/study-benchmark --time $(or $(TIME),8m) --seeds $(or $(SEEDS),5)

# What the PostgreSQL store costs: a trial beside Optuna's, trials in batches, claims, 1,000 idle silos.
load: build test-packages
	@build/packages.sh bench
	@$(DOTNET) artifacts/bin/Benchmarks/release/Benchmarks.dll load

# Rewrites docs/operators.md and docs/families.md from what the engine knows.
generated-docs: build test-packages
	@AUTOCOMPRESS_REWRITE_DOCS=1 artifacts/bin/Engine.Tests/release/Engine.Tests --filter-class '*OperatorDocumentTests' '*FamilyTableTests' --no-progress

format:
	@$(DOTNET) format AutoCompress.sln --verify-no-changes --no-restore

clean:
	@rm -rf artifacts
