using System.Text.Json.Serialization;

namespace AutoCompress.Trials;

/// <summary>How much training a trial gets.</summary>
/// <param name="Rung">0 for a first look, trained shortly or not at all; each further rung goes on from the checkpoint of the one below.</param>
/// <param name="Images">Training samples drawn at this rung (with repetition across epochs); 0 trains nothing, and a cut only has its BatchNorm re-estimated.</param>
/// <param name="QuantizationAwareImages">Further samples that train the quantized graph; 0 quantizes after training only.</param>
/// <param name="Seconds">Training time at most; the schedule is compressed to end by then. Null for no limit. No part of a stage's key.</param>
/// <param name="Intermediate">Above rung 0: a step on the way, behind which the search decides again; false for the full training of a front point.</param>
public sealed record Fidelity(
    int Rung,
    int Images,
    int QuantizationAwareImages = 0,
    double? Seconds = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Intermediate = false)
{
    /// <summary>Whether nothing is trained at all.</summary>
    [JsonIgnore]
    public bool IsUntrained => Rung == 0 && Images == 0;

    /// <summary>Whether it is the first, short training.</summary>
    [JsonIgnore]
    public bool IsProbe => Rung == 0 && Images > 0;

    /// <summary>Whether it is the full training of a front point.</summary>
    [JsonIgnore]
    public bool IsRefinement => Rung > 0 && !Intermediate;
}
