using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Stages;
using AutoCompress.Engine.Tests.Graph.Serialization;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;
using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Tests.Exporters;

/// <summary>A model of more than the 2 GB that one ONNX file holds. Its weights lie beside it in a sparse file, which takes no room.</summary>
public sealed class LargeModelTests : IDisposable
{
    private const int Width = 18_000;
    private const long WeightBytes = 4L * Width * Width;

    private readonly string _folder = Directory.CreateTempSubdirectory("large-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Analyse_WeightsBesideTheFile_FindsWhatCanBeCut()
    {
        var result = Assert.IsType<StageResult.Succeeded>(await RunAsync(LocalStages.Analyse()));

        var analysis = Json.Read<ModelAnalysis>(result.Values);
        Assert.True(analysis.Size > int.MaxValue, $"{analysis.Size} bytes");
        Assert.Equal(2L * Width * Width, analysis.Params);
        Assert.Equal(Width, Assert.Single(analysis.Groups).Channels);
    }

    [Fact]
    public async Task Check_Study_IsRefusedWithTheReason()
    {
        var spec = new StudySpec { Name = "large", Model = ModelPath(), Data = new() { Train = "/none", Test = "/none" } };

        var faults = LocalStages.ReadCheck(Assert.IsType<StageResult.Succeeded>(await RunAsync(LocalStages.Check(spec))).Values).Faults;

        Assert.Contains(faults, fault => fault.Contains("one ONNX file holds 2 GB", StringComparison.Ordinal));
    }

    private async Task<StageResult> RunAsync(Stage stage)
    {
        var context = new StageContext(
            "", new Dictionary<string, string> { ["model"] = ModelPath() }, _folder, _folder, 1, 1, null, new Progress<StageProgress>(), TimeProvider.System, TestContext.Current.CancellationToken);
        return await StageRunner.RunAsync(stage.Name, stage.Version, stage.Parameters, context);
    }

    /// <summary>x → MatMul → Relu → MatMul → y.</summary>
    private string ModelPath()
    {
        var path = Path.Combine(_folder, "large.onnx");
        if (!File.Exists(path))
        {
            var model = Protos.Model(Protos.Node("MatMul", "x a", "h"), Protos.Node("Relu", "h", "r"), Protos.Node("MatMul", "r b", "y"));
            model.Graph.Input.Clear();
            model.Graph.Output.Clear();
            model.Graph.Input.Add(Port("x"));
            model.Graph.Output.Add(Port("y"));
            model.Graph.Initializer.Add(Weight("a", 0));
            model.Graph.Initializer.Add(Weight("b", WeightBytes));
            File.WriteAllBytes(path, model.ToByteArray());
            using var weights = File.Create(Path.Combine(_folder, "weights.bin"));
            weights.SetLength(2 * WeightBytes);
        }

        return path;
    }

    private static ValueInfoProto Port(string name)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "batch" });
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = Width });
        return new() { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = shape } } };
    }

    private static TensorProto Weight(string name, long offset) => new()
    {
        Name = name,
        DataType = 1,
        Dims = { Width, Width },
        DataLocation = TensorProto.Types.DataLocation.External,
        ExternalData =
        {
            new StringStringEntryProto { Key = "location", Value = "weights.bin" },
            new StringStringEntryProto { Key = "offset", Value = offset.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            new StringStringEntryProto { Key = "length", Value = WeightBytes.ToString(System.Globalization.CultureInfo.InvariantCulture) },
        },
    };
}
