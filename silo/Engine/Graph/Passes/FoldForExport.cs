namespace AutoCompress.Engine.Graph.Passes;

/// <summary>What a trained model goes through before it is quantized or shipped: <see cref="Simplify"/>, and norms and scales folded into weights.</summary>
public sealed class FoldForExport() : PassPipeline(new Simplify(), new FoldBatchNorm(), new FoldAffine(), new DeadCodeElimination());
