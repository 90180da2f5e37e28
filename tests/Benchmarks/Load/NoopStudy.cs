using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Host.Store;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Benchmarks.Load;

/// <summary>
/// A study whose trials do nothing, on a real store: the calls are those that a silo, its study's turns and its steps make, in their order.
/// What is timed is the store, not the search.
/// </summary>
internal sealed class NoopStudy
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(40);
    private readonly IClusterStore _store;
    private readonly StudyLease _lease;
    private readonly string _silo;
    private StudyRecord? _known;

    private NoopStudy(IClusterStore store, StudyLease lease) => (_store, _lease, _silo) = (store, lease, lease.Silo);

    private static CancellationToken None => CancellationToken.None;

    public static async Task<NoopStudy> CreateAsync(IClusterStore store, string silo)
    {
        var spec = new StudySpec
        {
            Name = "load",
            Model = "/none.onnx",
            Data = new DataSpec { Train = "/none", Test = "/none" },
            Budget = new Budget { Trials = 1_000_000 },
        };
        await store.Silos.JoinAsync(new SiloOffer(silo, silo, [StageLabels.Cpu], [.. Enumerable.Range(0, 100)]), Lease, None);
        await store.Studies.CreateAsync(new NewStudy(spec, new StudyInputs("model", "data"), null), None);
        var study = new NoopStudy(store, (await store.Grains.ClaimAsync(silo, Lease, None)).Single());
        var analysis = new ModelAnalysis(1, 1, 1, 17, [], [], [], [], []);
        await study.CommitAsync(await study.ReadAsync(), new StudyTurn
        {
            Plan = new StudyPlan(analysis, new SensitivityTable([]), new SearchSpace([])),
            State = StudyState.Exploring,
        });
        return study;
    }

    /// <summary>Runs trials to their end, <paramref name="batch"/> at a time: each turn records the results of the last ones and proposes the next.</summary>
    public async Task RunAsync(int trials, int batch)
    {
        for (var done = 0; done < trials; done += batch)
        {
            await TurnAsync(Math.Min(batch, trials - done));
            var steps = await ClaimAsync(batch);
            _store.Silos.Beat(new Heartbeat(_silo, Lease, [_lease], [.. steps.Select(step => (step, (StageProgress?)new StageProgress(0.5, "half")))]));
            await FinishAsync(steps);
        }

        await TurnAsync(0);
    }

    /// <summary>Looks what has ended, records that, and proposes new trials with their first steps; then sees that there is nothing else to do.</summary>
    public async Task TurnAsync(int count)
    {
        var study = await ReadAsync();
        var due = study.Due.Keys.ToList();
        var ended = due.Count == 0 ? [] : await _store.Grains.AdvanceAsync(_lease, [.. due.Select(number => Wish(Trial(number)))], None);
        var proposed = Enumerable.Range(study.Trials.Length + 1, count).Select(Trial).ToImmutableArray();
        await CommitAsync(study, new StudyTurn
        {
            Finished = [.. due.Zip(ended).Where(one => one.Second is StageAdvance.Done).Select(one => (one.First, (TrialResult)Completed))],
            Proposed = proposed,
            Wishes = [.. proposed.Select(Wish)],
            Decision = """{"decision":"propose"}""",
        });
        if ((await ReadAsync()).Due.Count > 0)
        {
            throw new InvalidOperationException("A trial is due that waits for its step.");
        }
    }

    public async Task<ImmutableArray<StepLease>> ClaimAsync(int cores) =>
        await _store.Work.ClaimAsync(new WorkOffer(_silo, [StageLabels.Cpu], cores, cores, Lease), None);

    /// <summary>Writes the steps' results.</summary>
    public async Task FinishAsync(ImmutableArray<StepLease> steps)
    {
        var written = await _store.Work.CommitAsync(
            [.. steps.Select(step => new FinishedStep(step, new StageOutput(ImmutableSortedDictionary<string, string>.Empty, "{}"), 0.01))], None);
        if (written.Contains(false))
        {
            throw new InvalidOperationException("A step's lease was lost.");
        }
    }

    private static TrialResult.Completed Completed { get; } = new(
        ImmutableSortedDictionary<Metric, Measurement>.Empty
            .Add(Metric.Accuracy, Measurement.Measured(0.9, 0.89, 0.91)).Add(Metric.Latency, Measurement.Measured(0.3, 0.29, 0.31)).Add(Metric.Size, Measurement.Exact(1e6)),
        "",
        new TrialCost(1, 1, 100));

    private static Trial Trial(int number) => new(
        number, new Candidate([new("keep", GeneValue.Of(number / 1e6)), new("precision", GeneValue.Of("int8"))]), new Fidelity(0, 8000), "load");

    private StageWish Wish(Trial trial) => new(trial.Number,
    [
        new Stage("noop", 1, trial.Number.ToString(CultureInfo.InvariantCulture), ImmutableSortedDictionary<string, string>.Empty, 1, [StageLabels.Cpu])
        {
            Inputs = ImmutableSortedDictionary<string, string>.Empty.Add("study", _lease.Study),
        },
    ]);

    private async Task<StudyRecord> ReadAsync() =>
        _known = await _store.Grains.ReadAsync(_lease, _known, None) ?? throw new InvalidOperationException("The study's lease was lost.");

    private async Task CommitAsync(StudyRecord study, StudyTurn turn)
    {
        if (await _store.Grains.CommitAsync(_lease, study.Seq, turn, None) != TurnOutcome.Committed)
        {
            throw new InvalidOperationException("The turn was refused.");
        }
    }
}
