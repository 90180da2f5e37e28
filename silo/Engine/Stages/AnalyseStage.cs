using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Transforming;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Stages;

/// <summary>Input "model". Costs, channel groups and barriers of a model.</summary>
internal sealed class AnalyseStage() : EngineStage<AnalyseParameters, ModelAnalysis>("analyse", 1)
{
    protected override Task<ModelAnalysis> RunAsync(AnalyseParameters parameters, StageContext context, IDictionary<string, string> files) =>
        Task.FromResult(ModelAnalyzer.Analyze(PreparedModel.Load(context.Input("model")), ModelSize.Of(context.Input("model"))));
}

/// <summary>Nothing beside the model decides the analysis.</summary>
internal sealed record AnalyseParameters;
