using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Tests.Graph;
using AutoCompress.Engine.Tests.Graph.Serialization;
using AutoCompress.Trials;
using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Tests.Native.OnnxRuntime;

public sealed class OrtSessionTests
{
    private static readonly long[] Shape = [3, 2, 5, 5];

    [Fact]
    public void Of_SmallGraph_TellsItsPorts()
    {
        using var session = OrtSession.Of(SmallGraphs.ConvRelu());

        var input = Assert.Single(session.Inputs);
        Assert.Equal("image", input.Name);
        Assert.Equal(ElementType.Float, input.Type);
        Assert.Equal([Dim.Named("batch"), Dim.Of(2), Dim.Of(5), Dim.Of(5)], input.Shape);
        Assert.Equal("features", Assert.Single(session.Outputs).Name);
    }

    [Fact]
    public void Run_WithAnExtraOutput_GivesItLast()
    {
        using var session = OrtSession.Of(SmallGraphs.ConvRelu(), new() { ExtraOutputs = ["conv.out"], Optimization = OrtOptimization.None });

        var outputs = session.Run(SmallGraphs.Floats(2, Shape));

        Assert.Equal([3, 4, 3, 3], outputs[0].Shape.ToArray());
        Assert.Equal(outputs[0].Values<float>().ToArray(), outputs[1].Values<float>().ToArray().Select(x => Math.Max(x, 0)));
    }

    [Fact]
    public void CreateBatch_RunTwice_AgreesWithRun()
    {
        using var session = OrtSession.Of(SmallGraphs.ConvRelu(), new() { Threads = 2 });
        using var batch = session.CreateBatch(Shape);

        for (var seed = 0; seed < 2; seed++)
        {
            var input = SmallGraphs.Floats(seed, Shape);
            input.Values<float>().CopyTo(batch.Input());
            batch.Run();

            Assert.Equal([3, 4, 3, 3], batch.OutputShapes[0]);
            Assert.Equal(session.Run(input)[0].Values<float>().ToArray(), batch.Output().ToArray());
        }
    }

    [Fact]
    public void Run_WrongShape_IsInvalidDataInTheWordsOfOnnxRuntime()
    {
        using var session = OrtSession.Of(SmallGraphs.ConvRelu());

        var failure = Assert.Throws<StepFailureException>(() => session.Run(SmallGraphs.Floats(1, 1, 3, 5, 5)));

        Assert.Equal(FailureCause.InvalidData, failure.Cause);
        Assert.Contains("image", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_UnknownOperator_IsInvalidModelThatNamesIt()
    {
        var graph = SmallGraphs.ConvRelu();
        graph.Nodes[1].OpType = "Relux";

        var failure = Assert.Throws<StepFailureException>(() => OrtSession.Of(graph));

        Assert.Equal(FailureCause.InvalidModel, failure.Cause);
        Assert.Contains("has no kernel for Relux 'relu' (opset 17 of ONNX)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OnCudaWithoutIt_IsMissingDevice()
    {
        Assert.SkipWhen(OrtRuntime.Providers.Contains("CUDAExecutionProvider"), "This machine has the CUDA build.");

        var failure = Assert.Throws<StepFailureException>(() => OrtSession.Of(SmallGraphs.ConvRelu(), new() { Device = OrtDevice.Cuda }));

        Assert.Equal(FailureCause.MissingDevice, failure.Cause);
    }

    [Fact]
    public void Of_WithAnOptimizedModelPath_WritesTheFusedGraph()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using (OrtSession.Of(SmallGraphs.ConvRelu(), new() { OptimizedModelPath = path, Optimization = OrtOptimization.Extended }))
            {
            }

            Assert.Equal("FusedConv", Assert.Single(OnnxFile.Load(path).Nodes).OpType);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Run_LoopForEver_EndsAtTheLimit()
    {
        var body = new GraphProto { Name = "body", Node = { Protos.Node("Identity", "on", "on.out"), Protos.Node("Relu", "v", "v.out") } };
        body.Input.AddRange([Scalar("i", 7), Scalar("on", 9), Protos.Port("v")]);
        body.Output.AddRange([Scalar("on.out", 9), Protos.Port("v.out")]);
        var loop = Protos.Node("Loop", "times yes x", "y");
        loop.Attribute.Add(new AttributeProto { Name = "body", Type = AttributeProto.Types.AttributeType.Graph, G = body });
        var model = Protos.Model(loop);
        model.Graph.Initializer.Add(TensorWriter.Write(Tensor.Scalar(long.MaxValue), "times"));
        model.Graph.Initializer.Add(TensorWriter.Write(Tensor.Scalar(true), "yes"));
        using var session = OrtSession.Parse(model.ToByteArray());

        var failure = Assert.Throws<StepFailureException>(() => session.Run([("x", Tensor.Of([1f, 2], 2))], ["y"], TimeSpan.FromMilliseconds(50)));

        Assert.True(failure.Cause == FailureCause.Timeout, failure.Message);
    }

    private static ValueInfoProto Scalar(string name, int type) => new() { Name = name, Type = new() { TensorType = new() { ElemType = type, Shape = new() } } };
}
