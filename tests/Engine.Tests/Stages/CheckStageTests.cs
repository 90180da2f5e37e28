using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Engine.Stages;
using AutoCompress.Engine.Tasks;
using AutoCompress.Engine.Tests.Data;
using AutoCompress.Trials;
using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Tests.Stages;

public sealed class CheckStageTests : IDisposable
{
    private readonly IdxFixture _files = new();

    public CheckStageTests() => _files.WriteSet("train", 600, 4, side: 8);

    private string Model => Path.Combine(_files.Folder, "model.onnx");

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task RunAsync_SoundModelInOneFile_HasNoFaultsAndNoOutput()
    {
        Save(classes: 4);

        var result = await RunAsync();

        Assert.Empty(LocalStages.ReadCheck(result.Values).Faults);
        Assert.Empty(result.Files);
    }

    [Fact]
    public async Task RunAsync_ModelWithExternalData_LeavesOneFileThatHoldsThem()
    {
        Save(classes: 4);
        var whole = OnnxFile.Load(Model);
        MoveWeightsOut();
        Assert.NotEmpty(ExternalFiles.Of(Model));

        var result = await RunAsync();

        Assert.Empty(LocalStages.ReadCheck(result.Values).Faults);
        Assert.Empty(ExternalFiles.Of(result.Files["model"]));
        Assert.Equal(OnnxFile.Serialize(whole), OnnxFile.Serialize(OnnxFile.Load(result.Files["model"])));
    }

    [Fact]
    public async Task RunAsync_LabelsThatTheModelLacks_AreAFault()
    {
        Save(classes: 3);

        Assert.Contains("label 3", Assert.Single(LocalStages.ReadCheck((await RunAsync()).Values).Faults), StringComparison.Ordinal);
    }

    private void Save(int classes) => OnnxFile.Save(ResidualNetwork.Build(new() { Size = 8, Widths = [8, 8], Classes = classes }), Model);

    private void MoveWeightsOut()
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model));
        using (var weights = File.Create(Path.Combine(_files.Folder, "weights.bin")))
        {
            foreach (var tensor in model.Graph.Initializer.Where(tensor => tensor.RawData.Length > 64))
            {
                tensor.DataLocation = TensorProto.Types.DataLocation.External;
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "weights.bin" });
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{weights.Position}" });
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{tensor.RawData.Length}" });
                tensor.RawData.WriteTo(weights);
                tensor.RawData = ByteString.Empty;
            }
        }

        File.WriteAllBytes(Model, model.ToByteArray());
    }

    private async Task<StageResult.Succeeded> RunAsync()
    {
        var output = Directory.CreateDirectory(Path.Combine(_files.Folder, "out")).FullName;
        var context = new StageContext(
            "", new Dictionary<string, string> { ["model"] = Model }, output, _files.Folder, 1, 1, null, new Progress<StageProgress>(), TimeProvider.System,
            TestContext.Current.CancellationToken);
        var parameters = new CheckParameters(new() { Train = _files.Stem, Test = _files.Stem, Selection = 200 }, StudyTask.Classification, 1);
        return await new CheckStage().RunAsync(Json.Write(parameters), context);
    }
}
