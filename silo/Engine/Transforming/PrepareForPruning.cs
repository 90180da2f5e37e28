using AutoCompress.Engine.Graph.Passes;

namespace AutoCompress.Engine.Transforming;

/// <summary>
/// What a simplified model with shapes goes through before its channels are looked for: nothing that only an exporter did stands in
/// the way of a cut. Values that later nodes compute keep their shapes.
/// </summary>
public sealed class PrepareForPruning() : PassPipeline(new FoldKnownSizes(), new ConstantFolding(), new DeadCodeElimination(), new UnshareParameters());
