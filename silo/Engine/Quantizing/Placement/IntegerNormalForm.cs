using AutoCompress.Engine.Graph.Passes;

namespace AutoCompress.Engine.Quantizing.Placement;

/// <summary>Rewrites that change no value and let more of the graph run on integers.</summary>
internal sealed class IntegerNormalForm() : PassPipeline(new ClipBeforePool(), new MatMulBias());
