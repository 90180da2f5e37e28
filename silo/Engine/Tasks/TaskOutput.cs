namespace AutoCompress.Engine.Tasks;

/// <summary>An output of a model that a study trains and scores.</summary>
/// <param name="Axis">The axis of the classes or flags, the batch being axis 0; 1 where it means nothing.</param>
public sealed record TaskOutput(string Name, OutputKind Kind, int Axis = 1, OutputForm Form = OutputForm.Raw)
{
    /// <summary>A row of logits: what a classifier gives.</summary>
    public static TaskOutput Logits { get; } = new("", OutputKind.Classes);
}
