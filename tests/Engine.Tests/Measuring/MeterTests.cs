using System.Collections.Immutable;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Measuring.Scores;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Tasks;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Measuring;

public sealed class MeterTests : IDisposable
{
    private static readonly DataFit Fit = DataFit.Single(new(1, 0, 1), 1, 2, 2);
    private readonly string _folder = Directory.CreateTempSubdirectory("meter-").FullName;
    private readonly DataSplit _split = Samples(301);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Time_TwoModels_TellsLatencyAndEnergyOfBoth()
    {
        var (original, candidate) = (Save("original", perfect: true), Save("candidate", perfect: false));

        var values = Meter.Time(Timing(original, candidate), TimeProvider.System, Token);

        Assert.All(values, one => Assert.Equal(
            [Metric.Latency, Metric.LatencyP90, Metric.LatencyP99, Metric.Speedup, Metric.Energy, Metric.Co2], one.Keys));
        Assert.All(values, one => Assert.All(one.Values, value => Assert.True(value.Value > 0)));
        Assert.Equal(1, values[0][Metric.Speedup].Value);
        Assert.Equal(Provenance.Estimated, values[1][Metric.Energy].How);
    }

    [Fact]
    public void Time_TargetBatchIsNotTheModels_SaysWhatToSet()
    {
        var model = Save("one", perfect: true, batch: Dim.Of(1));

        var failure = Assert.Throws<StepFailureException>(() =>
            Meter.Time(Timing(model) with { Target = new() { Batch = 4 } }, TimeProvider.System, Token));

        Assert.Equal(FailureCause.Unsupported, failure.Cause);
        Assert.Contains("Set target.batch to 1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_SmallModel_HasAnInterval()
    {
        var memory = MemoryMeter.Measure(Save("m", perfect: true), Fit, 2, 1);

        Assert.True(memory.Low <= memory.Value && memory.Value <= memory.High);
    }

    [Fact]
    public void Predict_PerfectAndBlindModel_AreScoredAsSuch()
    {
        var perfect = Meter.Predict(Save("perfect", perfect: true), _split, Fit, [TaskOutput.Logits], 1, Token);
        var blind = Meter.Predict(Save("blind", perfect: false), _split, Fit, [TaskOutput.Logits], 1, Token, precision: Precision.DynamicInt8, batch: 1);

        var values = TaskScore.Of(StudyTask.Classification, blind, perfect, _split, 1);

        var zeros = _split.Labels().Count(label => label == 0) / 301.0;
        Assert.Equal(zeros, values[Metric.Accuracy].Value, 12);
        Assert.Equal(1 - zeros, values[Metric.AccuracyDrop].Value, 12);
        Assert.Throws<StepFailureException>(() => Agreement.Of(blind, perfect).Require(AgreementTolerance.Fp32));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(8)]
    public void PredictAll_FreeOrFixedBatch_GivesEverySampleItsRow(int? batch)
    {
        var model = Save("m", perfect: true, batch: batch is { } size ? Dim.Of(size) : Dim.Named("batch"));

        var table = Meter.Predict(model, _split, Fit, [TaskOutput.Logits], 1, Token);

        Assert.Equal(301, table.Count);
        Assert.Equal(_split.Labels(), table.Answers());
    }

    [Fact]
    public void Parse_KernelStatus_ReadsBothLines()
    {
        var memory = ProcessMemory.Parse(["Name:\tx", "VmHWM:\t   21484 kB", "VmRSS:\t   20000 kB", "Threads:\t1"]);

        Assert.Equal(new(20000 * 1024, 21484 * 1024), memory);
    }

    [Fact]
    public void Energy_Model_FollowsTheStatedFormula()
    {
        var values = EnergyEstimate.Of(0.002, new() { WattsPerCore = 10, GridIntensity = 475 });

        Assert.Equal(0.02, values[Metric.Energy].Value, 12);
        // A million times 0.02 J are 5.56 Wh; at 475 g/kWh 2.64 g.
        Assert.Equal(2.6389, values[Metric.Co2].Value, 4);
    }

    [Fact]
    public void Size_OfAModel_IsThatOfItsFile()
    {
        var path = Save("m", perfect: true);

        Assert.Equal(new FileInfo(path).Length, ModelSize.Of(path));
    }

    [Fact]
    public void Size_OfWhatIsNoModel_IsInvalidModel()
    {
        var path = Path.Combine(_folder, "text.onnx");
        File.WriteAllText(path, "this is no model, it is text");

        Assert.Equal(FailureCause.InvalidModel, Assert.Throws<StepFailureException>(() => ModelSize.Of(path)).Cause);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TimingRequest Timing(params ImmutableArray<string> models) => new(
        models, _split, Fit, new(), new(), new() { Budget = TimeSpan.FromMilliseconds(50), Block = TimeSpan.FromMilliseconds(1) }, 1);

    /// <summary>Four pixels, of which the one at the label's place is bright.</summary>
    private static DataSplit Samples(int count)
    {
        var random = new SplitMix64(8);
        var (samples, labels) = (new byte[count * 4], new int[count]);
        for (var i = 0; i < count; i++)
        {
            labels[i] = random.Next(3);
            samples[(i * 4) + labels[i]] = 200;
        }

        return new Dataset("pixels", [2, 2], samples, labels).Whole();
    }

    /// <summary>Flatten and Gemm: the perfect one passes the first three pixels on, the other always answers 0.</summary>
    private string Save(string name, bool perfect, Dim? batch = null)
    {
        var graph = new ModelGraph { Name = name };
        var image = graph.AddInput("image", ElementType.Float, [batch ?? Dim.Named("batch"), Dim.Of(1), Dim.Of(2), Dim.Of(2)]);
        var flat = graph.AddNode("Flatten", "flatten", [image], "flat");
        var weight = new float[12];
        for (var c = 0; c < 3; c++)
        {
            weight[(c * 3) + (perfect ? c : 0)] = 1;
        }

        var gemm = graph.AddNode("Gemm", "gemm", [flat.Output, graph.AddConstant("w", Tensor.Of(weight, 4, 3))], "logits");
        gemm.Output.Type = ElementType.Float;
        graph.AddOutput(gemm.Output);
        var path = Path.Combine(_folder, name + ".onnx");
        OnnxFile.Save(graph, path);
        return path;
    }
}
