using System.Collections.Immutable;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Studies;
using AutoCompress.Host.Tenants;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Wire;

/// <summary>Random records of every shape, the same for the same seed.</summary>
internal sealed class Samples(int seed)
{
    private const string Letters = "aZ09 .-_%/\\\"\né漢";

    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Random _random = new(seed);

    public StudySpec Spec() => new()
    {
        Name = Word(),
        Model = Word(),
        Data = Data(),
        Task = Any<TaskKind>(),
        Metric = Coin() ? Any<AccuracyMetric>() : null,
        Output = Coin() ? Word() : null,
        Command = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Word())],
        Objectives = Some<Metric>(),
        Constraints = Some<Metric>().ToImmutableSortedDictionary(metric => metric, _ => Number()),
        Target = new Target { Device = Word(), Threads = Whole(), Batch = Whole(), WeightBits = Coin() ? Whole() : null, LatencySeconds = Coin() ? Whole() : null },
        Budget = new Budget { Trials = Whole(), Time = TimeSpan.FromTicks(_random.NextInt64(TimeSpan.TicksPerDay)) },
        Tenant = "vision",
        Continues = new("earlier-3", 17),
        WarmStart = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Word())],
        Priority = _random.Next(-10, 11),
        Seed = (ulong)_random.NextInt64(long.MinValue, long.MaxValue),
        Space = new SpaceSpec { MinKeep = Number(), Precisions = Some<Precision>(), Criteria = Some<PruningCriterion>(), Calibrations = Some<CalibrationMethod>() },
        Training = new TrainingSpec
        {
            ProbeImages = Whole(),
            RefineShare = Number(),
            RefinePoints = Whole(),
            BatchSize = Whole(),
            Optimizer = Coin() ? Any<OptimizerKind>() : null,
            Momentum = Number(),
            WeightDecay = Number(),
            WarmUp = Number(),
            Shift = Whole(),
            Flip = Coin(),
            Views = Whole(),
            Device = Coin() ? Word() : null,
            Memory = Coin() ? Whole() : null,
        },
        Algorithm = Word(),
        Energy = new EnergyModel { WattsPerCore = Number(), GridIntensity = Number() },
    };

    public DataSpec Data() => new()
    {
        Train = Word(),
        Test = Word(),
        Format = Any<DataFormat>(),
        TrainLabels = Coin() ? Word() : null,
        TestLabels = Coin() ? Word() : null,
        SamplesArray = Coin() ? Word() : null,
        LabelsArray = Coin() ? Word() : null,
        LabelColumn = Coin() ? Word() : null,
        Size = Coin() ? new ImageSize(Whole(), Whole()) : null,
        Channels = Coin() ? Whole() : null,
        Scale = Coin() ? Number() : null,
        Mean = Number(),
        Std = Number(),
        ChannelMean = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Number())],
        ChannelStd = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Number())],
        Selection = Whole(),
        Inputs = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Input())],
        LabelColumns = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Word())],
        IgnoreLabel = Coin() ? Whole() : null,
    };

    private InputSpec Input() => new()
    {
        Name = Word(),
        Train = Coin() ? Word() : null,
        Test = Coin() ? Word() : null,
        Array = Coin() ? Word() : null,
        Columns = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Word())],
        Scale = Coin() ? Number() : null,
        Mean = Number(),
        Std = Number(),
        ChannelMean = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Number())],
        ChannelStd = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Number())],
    };

    public Trial Trial() => new(
        Whole(),
        Candidate(),
        new Fidelity(Whole(), Whole(), Whole(), Coin() ? Number() : null),
        Word(),
        Coin() ? Whole() : null,
        Coin() ? _random.NextInt64() : null,
        _random.Next(5) switch
        {
            0 => null,
            1 => new TrialResult.Completed(Values(), Word(), new TrialCost(Number(), Number(), _random.NextInt64())),
            2 => new TrialResult.Infeasible(Word()),
            3 => new TrialResult.Stopped(Word()),
            _ => new TrialResult.Failed(Any<FailureCause>(), Word()),
        });

    public FrontReport Front() => new(Point(), [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Point())], Coin() ? Whole() : null);

    public StudyStatus Status() => new(
        Word(), Spec(), Any<StudyState>(), Coin() ? Word() : null, _random.NextInt64(), Time(), TimeSpan.FromTicks(_random.NextInt64(TimeSpan.TicksPerDay)),
        Whole(), Whole(), Whole())
    {
        Priority = _random.Next(-10, 11),
        Waits = Coin() ? Word() : null,
    };

    public StudyEvent Event(string study) =>
        new(study, _random.NextInt64(), Time(), Any<StudyEventKind>(), Any<StudyState>(), Coin() ? Word() : null, Coin() ? Trial() : null);

    public StepStatus Step() => new(Coin() ? Whole() : null, Word(), Coin() ? Word() : null, Coin() ? Time() : null, Number(), Word());

    public SiloStatus Silo() => new(Word(), [Word(), Word()], Whole(), Whole(), Time(), Time(), Coin(), Coin()) { Reason = Coin() ? Word() : null };

    public TenantStatus Tenant() => new(
        Word(),
        new TenantLimits { Weight = Number(), Concurrency = Coin() ? Whole() : null, Quota = Coin() ? Span() : null, Period = Coin() ? Span() : null },
        Number(), Whole(), Whole(), Whole(), Span(), Span(), Coin() ? Time() : null);

    private TimeSpan Span() => TimeSpan.FromTicks(_random.NextInt64(TimeSpan.TicksPerDay));

    private FrontPoint Point() => new(Whole(), Candidate(), Word(), Values(), Values()) { ClassRecall = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Number())] };

    private Candidate Candidate() => new(Enumerable.Range(0, _random.Next(5)).Select(i =>
        KeyValuePair.Create(Coin() ? $"gene-{i}" : GeneNames.Block($"/layer.{i}/Add"), Coin() ? GeneValue.Of(Number()) : GeneValue.Of(Word()))));

    private ImmutableSortedDictionary<Metric, Measurement> Values() => Some<Metric>().ToImmutableSortedDictionary(
        metric => metric, _ => new Measurement(Number(), Any<Provenance>(), Coin() ? Number() : null, Coin() ? Number() : null, Coin()));

    private ImmutableArray<T> Some<T>() where T : struct, Enum
    {
        var all = Enum.GetValues<T>();
        _random.Shuffle(all);
        return [.. all.Take(1 + _random.Next(all.Length))];
    }

    private T Any<T>() where T : struct, Enum => Enum.GetValues<T>()[_random.Next(Enum.GetValues<T>().Length)];

    private string Word() => string.Concat(Enumerable.Range(0, 1 + _random.Next(8)).Select(_ => Letters[_random.Next(Letters.Length)]));

    // Zero is the value that a missing field would have, so it comes often.
    private double Number() => _random.Next(4) == 0 ? 0 : Math.ScaleB(_random.NextDouble() - 0.5, _random.Next(-40, 40));

    private int Whole() => _random.Next(4) == 0 ? 0 : _random.Next();

    private bool Coin() => _random.Next(2) == 0;

    private DateTimeOffset Time() => Epoch + TimeSpan.FromTicks(_random.NextInt64(TimeSpan.TicksPerDay * 3650));
}
