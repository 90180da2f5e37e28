using System.Text.Json;

namespace AutoCompress.Engine.Stages;

/// <summary>What a stage's training took. Stages that train have it in their values as "training".</summary>
/// <param name="Images">Samples seen.</param>
/// <param name="LastLoss">Mean loss of about the last fifty batches.</param>
internal sealed record TrainingCost(long Images, double Seconds, double LastLoss)
{
    /// <summary>The cost in a stage's values; null for a stage that does not train.</summary>
    public static TrainingCost? In(string values)
    {
        using var document = JsonDocument.Parse(values);
        return document.RootElement.TryGetProperty("training", out var cost) ? cost.Deserialize<TrainingCost>(Json.Compact) : null;
    }
}
