namespace AutoCompress.Engine.Graph.Passes;

/// <summary>What every model goes through when it is loaded: no Dropout, no identities, constants folded, Reshape targets constant, means as global pools, no dead code.</summary>
/// <remarks>Infer shapes before, so that means and Reshapes are recognised. BatchNorm stays: it is trained; see <see cref="FoldForExport"/>.</remarks>
public sealed class Simplify() : PassPipeline(
    new DropoutElimination(), new IdentityElimination(), new ConstantFolding(), new ConstantReshape(), new GlobalPoolNormalisation(),
    new DeadCodeElimination());
