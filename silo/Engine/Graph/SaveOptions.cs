namespace AutoCompress.Engine.Graph;

/// <summary>What a saved file carries beside the computation.</summary>
public sealed record SaveOptions
{
    public static SaveOptions Default { get; } = new();

    /// <summary>For the file that ships: nothing that inference does not read. Inputs and outputs keep their names.</summary>
    public static SaveOptions Export { get; } = new() { Documentation = false, ValueInfo = false, ShortNames = true, ShareConstants = true };

    /// <summary>Documentation strings.</summary>
    public bool Documentation { get; init; } = true;

    /// <summary>Types and shapes of the values between inputs and outputs.</summary>
    public bool ValueInfo { get; init; } = true;

    /// <summary>Names inner values a, b, c… and drops node names; what inputs, outputs and subgraphs name is kept.</summary>
    public bool ShortNames { get; init; }

    /// <summary>Writes constants of equal content once, for all that read them.</summary>
    public bool ShareConstants { get; init; }
}
