using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Engine.Stages;
using AutoCompress.Engine.Tasks;
using AutoCompress.Engine.Tests.Data;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Stages;

public sealed class QuantizeAwareStageTests : IDisposable
{
    private readonly IdxFixture _files = new();
    private readonly StudyData _data;
    private int _runs;

    public QuantizeAwareStageTests()
    {
        _files.WriteSet("train", 600, 4, side: 8);
        _data = new(new() { Train = _files.Stem, Test = _files.Stem, Selection = 200 }, StudyTask.Classification, "", 1);
    }

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(0.02, false)]
    [InlineData(100, true)]
    public async Task RunAsync_ShipsTheCalibratedGraph_WhenTrainingSpoiledIt(double rate, bool calibrated)
    {
        var random = Path.Combine(_files.Folder, "random.onnx");
        OnnxFile.Save(ResidualNetwork.Build(new() { Size = 8, Widths = [8, 8], Classes = 4 }), random);
        var plan = new TrainingPlan(new(), Images: 1920, LearningRate: 0.05, Temperature: 1, Alpha: 0);
        var trained = await RunAsync(new TrainStage(), new TrainParameters(_data, plan, Reestimate: false), random);

        var quantized = await RunAsync(new QuantizeStage(), new QuantizeParameters(_data, Precision.Int8, CalibrationMethod.MinMax, IntegerKernels.WeightBits), trained);
        var aware = await RunAsync(
            new QuantizeAwareStage(), new QuantizeAwareParameters(_data, CalibrationMethod.MinMax, IntegerKernels.WeightBits, plan with { Images = 640, LearningRate = rate }), trained);

        Assert.Equal(calibrated, File.ReadAllBytes(aware).AsSpan().SequenceEqual(File.ReadAllBytes(quantized)));
    }

    /// <returns>The model that the stage leaves.</returns>
    private async Task<string> RunAsync<TParameters, TValues>(EngineStage<TParameters, TValues> stage, TParameters parameters, string model)
    {
        var output = Directory.CreateDirectory(Path.Combine(_files.Folder, $"run-{_runs++}")).FullName;
        var context = new StageContext(
            "", new Dictionary<string, string> { ["model"] = model }, output, _files.Folder, 1, 1, null, new Progress<StageProgress>(), TimeProvider.System,
            TestContext.Current.CancellationToken);
        return (await stage.RunAsync(Json.Write(parameters), context)).Files["model"];
    }
}
