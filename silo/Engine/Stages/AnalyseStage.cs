using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Training;
using AutoCompress.Engine.Transforming;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Stages;

/// <summary>Input "model". Costs, channel groups, residual blocks and barriers of a model.</summary>
internal sealed class AnalyseStage() : EngineStage<AnalyseParameters, ModelAnalysis>("analyse", 3)
{
    protected override Task<ModelAnalysis> RunAsync(AnalyseParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var graph = PreparedModel.Load(context.Input("model"));
        var analysis = ModelAnalyzer.Analyze(graph, ModelSize.Of(context.Input("model")));
        return Task.FromResult(Trainability.Obstacle(graph) is { } barrier
            ? analysis with { IsTrainable = false, Barriers = [barrier, .. analysis.Barriers] }
            : analysis);
    }
}

/// <summary>Nothing beside the model decides the analysis.</summary>
internal sealed record AnalyseParameters;
