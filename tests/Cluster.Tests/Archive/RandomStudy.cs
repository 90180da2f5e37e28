using System.Collections.Immutable;
using System.Text;
using AutoCompress.Artifacts;
using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Host.Store;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Archive;

/// <summary>Lets a study live through turns that follow from a seed: proposals, steps with artifacts, results, pauses, and perhaps an end.</summary>
internal sealed class RandomStudy(IClusterStore store, IArtifactStore artifacts, int seed)
{
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    private readonly Random _random = new(seed);
    private readonly List<int> _running = [];
    private StudyLease? _lease;
    private int _trials;

    public string Id { get; private set; } = "";

    /// <param name="ends">Whether the study is completed in the end.</param>
    public static async Task<RandomStudy> LiveAsync(IClusterStore store, IArtifactStore artifacts, int seed, int turns, bool ends)
    {
        var study = new RandomStudy(store, artifacts, seed);
        await study.BeginAsync();
        await study.TurnsAsync(turns);
        if (ends)
        {
            await study.CompleteAsync();
        }

        return study;
    }

    public async Task TurnsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await TurnAsync();
        }
    }

    public async Task CompleteAsync()
    {
        var model = await AddAsync();
        var values = ImmutableSortedDictionary<Metric, Measurement>.Empty.Add(Metric.Accuracy, Measurement.Exact(double.NaN));
        var point = new FrontPoint(1, Samples.Trial(1).Candidate, model, values, values) { ClassRecall = [1, double.NaN] };
        await CommitAsync(new StudyTurn { Front = new FrontReport(point with { Trial = 0 }, [point], null), State = StudyState.Completed });
    }

    private async Task BeginAsync()
    {
        await store.Silos.JoinAsync(Samples.Offer("a"), Lease, default);
        var name = $"random.{_random.Next(3)}";
        var inputs = new StudyInputs(await AddAsync(), "data", 7);
        var spec = Samples.Spec(name) with { Seed = (ulong)_random.NextInt64(), Tenant = "tenant", Priority = _random.Next(-3, 3) };
        Id = (await store.Studies.CreateAsync(new NewStudy(spec, inputs, _random.Next(2) == 0 ? null : $"key {seed} ✓"), default)).Study.Id;
        _lease = (await store.Grains.ClaimAsync("a", Lease, default)).Single(lease => lease.Study == Id);
        var plan = Samples.Plan;
        await CommitAsync(new StudyTurn { Plan = new StudyPlan(plan.Analysis, plan.Sensitivity, plan.Space), State = StudyState.Exploring });
    }

    private async Task TurnAsync()
    {
        switch (_random.Next(5))
        {
            case 0 or 1:
                var proposed = Enumerable.Range(_trials + 1, _random.Next(1, 4)).Select(number => Samples.Trial(number) with { ContinuesFrom = number > 3 ? 1 : null }).ToImmutableArray();
                _trials += proposed.Length;
                _running.AddRange(proposed.Select(trial => trial.Number));
                await CommitAsync(new StudyTurn { Proposed = proposed, Decision = Json.Write(new { Text = $"\"{_random.NextDouble()}\"\n\u00e4" }) });
                break;
            case 2 or 3 when _running.Count > 0:
                await FinishAsync(_running[_random.Next(_running.Count)]);
                break;
            case 4:
                await store.Studies.PauseAsync(Id, _random.Next(2) == 0 ? null : "line one\nline two", default);
                await store.Studies.ResumeAsync(Id, default);
                _lease = (await store.Grains.ClaimAsync("a", Lease, default)).Single(lease => lease.Study == Id);
                break;
        }
    }

    private async Task FinishAsync(int trial)
    {
        var stage = Samples.Stage("train", Json.Write(new { seed, trial }));
        if (await store.AdvanceAsync(_lease!, trial, [stage], default) is StageAdvance.Waiting)
        {
            var step = await store.ClaimOneAsync(new WorkOffer("a", [StageLabels.Cpu, StageLabels.Measure], 2, 2, Lease), default);
            await store.Work.CommitAsync(step!, Samples.Output(await AddAsync(), """{"loss":0.5}"""), _random.NextDouble(), default);
        }

        if (_random.Next(3) == 0)
        {
            return;
        }

        TrialResult result = _random.Next(4) switch
        {
            0 => new TrialResult.Failed(FailureCause.Internal, "It broke.\tReally."),
            1 => new TrialResult.Infeasible("No room."),
            _ => Samples.Completed(_random.NextDouble()) with { Model = await AddAsync() },
        };
        _running.Remove(trial);
        await CommitAsync(new StudyTurn { Finished = [(trial, result)] });
    }

    private async Task CommitAsync(StudyTurn turn)
    {
        var seen = (await store.Grains.ReadAsync(_lease!, null, default))!.Seq;
        Assert.Equal(TurnOutcome.Committed, await store.Grains.CommitAsync(_lease!, seen, turn, default));
    }

    private async Task<string> AddAsync()
    {
        var content = new byte[_random.Next(0, 3000)];
        _random.NextBytes(content);
        return await artifacts.AddAsync(new MemoryStream([.. content, .. Encoding.UTF8.GetBytes($"{seed}")]), default);
    }
}
