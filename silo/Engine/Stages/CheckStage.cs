using System.Collections.Immutable;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Engine.Tasks;
using AutoCompress.Engine.Transforming;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// Input "model". Whether it and its data can make a study: everything that is wrong, at once, before anything is stored. For a sound
/// model with external data there is an output "model" that holds them, since an artifact is one file.
/// </summary>
internal sealed class CheckStage() : EngineStage<CheckParameters, CheckValues>("check", 3)
{
    protected override Task<CheckValues> RunAsync(CheckParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        var graph = Try(() => PreparedModel.Load(context.Input("model")));
        var analysis = graph is null ? null : Try(() => ModelAnalyzer.Analyze(graph, ModelSize.Of(context.Input("model"))));
        var splits = Try(() => DataSplits.Load(parameters.Data, parameters.Task, parameters.SplitSeed));
        var test = Try(() => splits?.Test);
        if (graph is not null && analysis is not null && splits is not null)
        {
            foreach (var data in new[] { splits.Train.Data, test?.Data }.OfType<Dataset>())
            {
                faults.AddRange(DataFit.Faults(data, analysis.Inputs));
                faults.AddRange(TruthFit.Faults(data, parameters.Task, graph));
            }

            faults.AddRange(analysis.Inputs.Where(DataFit.IsIds).SelectMany(input => Ids(input, splits)));
        }

        if (analysis is { Size: > int.MaxValue })
        {
            faults.Add($"The model takes {analysis.Size:N0} bytes with its external data; one ONNX file holds 2 GB, and a study keeps each of its models in one. Give a smaller model; inspect reads this one.");
        }

        if (faults.Count == 0 && ExternalFiles.Of(context.Input("model")).Count > 0)
        {
            files["model"] = context.Output("model.onnx");
            OnnxFile.Save(OnnxFile.Load(context.Input("model")), files["model"]);
        }

        return Task.FromResult<CheckValues>(new([.. faults.Distinct()], faults.Count == 0 ? DataFingerprint.Of(parameters.Data, parameters.Task) : "", IntegerKernels.WeightBits));

        T? Try<T>(Func<T?> load) where T : class
        {
            try
            {
                return load();
            }
            catch (StepFailureException failure)
            {
                faults.Add(failure.Message);
                return null;
            }
        }
    }

    private static IEnumerable<string> Ids(ModelPort input, DataSplits splits)
    {
        var named = splits.Train.Data.Inputs.Any(store => store.Name.Length > 0);
        var normalisation = splits.Normalisation.For(input.Name);
        if (!normalisation.KeepsNumbers)
        {
            var section = named ? $"data.inputs.{input.Name}" : "data";
            yield return $"The model's input '{input.Name}' takes whole numbers, but the study changes the stored ones ({normalisation.Description}). Set {section}.scale to 1, and leave out {section}.mean and {section}.std.";
        }
    }
}

/// <param name="SplitSeed">Of the selection split.</param>
internal sealed record CheckParameters(DataSpec Data, StudyTask Task, ulong SplitSeed);
