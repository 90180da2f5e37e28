namespace AutoCompress.Engine.Data;

/// <summary>One class a sample, in memory.</summary>
/// <param name="labels">From 0.</param>
internal sealed class ClassLabels(int[] labels) : SampleStore("", [], labels.Length)
{
    public ReadOnlySpan<int> Labels => labels;

    /// <inheritdoc/>
    public override void Read(int index, Span<float> values) => values[0] = labels[index];
}
