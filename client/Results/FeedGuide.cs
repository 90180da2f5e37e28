using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Studies;

namespace AutoCompress.Client.Results;

/// <summary>How a stored sample becomes the model's input: (value × Scale − Mean) / Std, as float32 in the given shape; −1 is the batch.</summary>
internal sealed record FeedGuide(string Input, ImmutableArray<long> Shape, double Scale, double Mean, double Std, string Output)
{
    public static FeedGuide Of(StudySpec spec, ModelAnalysis analysis) => new(
        analysis.Inputs[0].Name, analysis.Inputs[0].Shape, spec.Data.Scale, spec.Data.Mean, spec.Data.Std, analysis.Outputs[0].Name);
}
