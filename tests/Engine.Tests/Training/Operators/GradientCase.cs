using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Tests.Training.Operators;

/// <summary>An operator with inputs at which its gradient is tested.</summary>
/// <param name="Fed">Inputs; the gradient is tested for those of doubles.</param>
internal sealed record GradientCase(string OpType, Tensor[] Fed, params (string Name, object Value)[] Attributes)
{
    /// <summary>Inputs behind the fed ones that have no gradient; null leaves one out.</summary>
    public Tensor?[] Constants { get; init; } = [];

    public int Opset { get; init; } = 18;
}
