using System.Collections.Immutable;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Engine.Transforming;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// Input "model". Whether it and its data can make a study: everything that is wrong, at once, before anything is stored. For a sound
/// model with external data there is an output "model" that holds them, since an artifact is one file.
/// </summary>
internal sealed class CheckStage() : EngineStage<CheckParameters, CheckValues>("check", 2)
{
    protected override Task<CheckValues> RunAsync(CheckParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        var analysis = Try(() => ModelAnalyzer.Analyze(PreparedModel.Load(context.Input("model")), ModelSize.Of(context.Input("model"))));
        var splits = Try(() => DataSplits.Load(parameters.Data, parameters.SplitSeed));
        var test = Try(() => splits?.Test);
        if (analysis is not null && splits is not null)
        {
            faults.AddRange(Ports(analysis));
            if (faults.Count == 0)
            {
                faults.AddRange(DataFit.Faults(splits.Train.Data, analysis.Inputs[0], analysis.Outputs[0]));
                faults.AddRange(Ids(analysis.Inputs[0], splits));
                faults.AddRange(test is null ? [] : DataFit.Faults(test.Data, analysis.Inputs[0], analysis.Outputs[0]));
            }
        }

        if (faults.Count == 0 && ExternalFiles.Of(context.Input("model")).Count > 0)
        {
            files["model"] = context.Output("model.onnx");
            OnnxFile.Save(OnnxFile.Load(context.Input("model")), files["model"]);
        }

        return Task.FromResult<CheckValues>(new([.. faults.Distinct()], faults.Count == 0 ? DataFingerprint.Of(parameters.Data) : "", IntegerKernels.WeightBits));

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
        if (DataFit.IsIds(input) && !splits.Normalisation.KeepsNumbers)
        {
            yield return $"The model's input '{input.Name}' takes ids, but the study changes the stored numbers ({splits.Normalisation.Description}). Set data.scale to 1, and leave out data.mean and data.std.";
        }
    }

    private static IEnumerable<string> Ports(ModelAnalysis analysis)
    {
        if (analysis.Inputs.Length != 1)
        {
            yield return $"The model has {analysis.Inputs.Length} inputs ({string.Join(", ", analysis.Inputs.Select(port => port.Name))}), but a data set of images feeds one. Give a model with one input.";
        }

        if (analysis.Outputs.Length != 1)
        {
            yield return $"The model has {analysis.Outputs.Length} outputs ({string.Join(", ", analysis.Outputs.Select(port => port.Name))}), but a classifier has one. Give a model with one output.";
        }
    }
}

/// <param name="SplitSeed">Of the selection split.</param>
internal sealed record CheckParameters(DataSpec Data, ulong SplitSeed);
