using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Training;
using AutoCompress.Engine.Transforming;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Stages;

/// <summary>Input "model". Costs, channel groups, residual blocks and barriers of a model.</summary>
internal sealed class AnalyseStage() : EngineStage<AnalyseParameters, ModelAnalysis>("analyse", 5)
{
    protected override Task<ModelAnalysis> RunAsync(AnalyseParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var graph = PreparedModel.Load(context.Input("model"));
        var analysis = ModelAnalyzer.Analyze(graph, ModelSize.Of(context.Input("model")));
        var training = Trainability.Of(graph);
        return Task.FromResult(analysis with
        {
            IsTrainable = training.IsTrainable,
            FrozenParams = training.Frozen,
            Barriers = [.. training.Barriers, .. analysis.Barriers],
        });
    }
}

/// <summary>Nothing beside the model decides the analysis.</summary>
internal sealed record AnalyseParameters;
