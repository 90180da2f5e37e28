namespace AutoCompress.Engine.Training.Operators;

/// <summary>One axis of a Resize.</summary>
/// <param name="Scale">As given: size times scale need not be a whole number.</param>
/// <param name="Size">Elements of the result.</param>
internal sealed record ResizedAxis(int Axis, double Scale, long Size)
{
    /// <summary>Where the region of interest begins, as a share of the input.</summary>
    public double Start { get; init; }

    /// <summary>Where it ends.</summary>
    public double End { get; init; } = 1;
}
