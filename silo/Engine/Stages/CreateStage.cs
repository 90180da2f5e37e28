using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Stages;

/// <summary>No input; output "model": a network with random weights.</summary>
internal sealed class CreateStage() : EngineStage<CreateParameters, CreateValues>("create", 1)
{
    protected override Task<CreateValues> RunAsync(CreateParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var graph = ResidualNetwork.Build(parameters.Network);
        files["model"] = context.Output("created.onnx");
        OnnxFile.Save(graph, files["model"]);
        return Task.FromResult<CreateValues>(new(graph.Nodes.Count));
    }
}

internal sealed record CreateParameters(ResidualNetworkOptions Network);

/// <param name="Nodes">Nodes of the graph.</param>
internal sealed record CreateValues(int Nodes);
