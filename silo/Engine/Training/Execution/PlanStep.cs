using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Training.Execution;

/// <summary>One node of a plan, or one region of nodes that run on ONNX Runtime.</summary>
/// <param name="Node">The node; of a fused pair, the last; of a region, the first.</param>
/// <param name="Kernel">What runs it.</param>
/// <param name="Inputs">Places in the frame; −1 for an input left out.</param>
/// <param name="Outputs">Places in the frame; −1 for an output that nothing reads.</param>
/// <param name="Types">Of outputs that need care, see <see cref="ResultTypes"/>; null when none does.</param>
internal sealed record PlanStep(GraphNode Node, OperatorKernel Kernel, int[] Inputs, int[] Outputs, ElementType[]? Types)
{
    /// <summary>Places that nothing reads after this step.</summary>
    public int[] Frees { get; set; } = [];

    /// <summary>Whether no gradient comes to its outputs.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>Whether it may answer otherwise the next time although nothing that it reads has changed.</summary>
    public bool MayDraw { get; init; }
}
