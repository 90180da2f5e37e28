namespace AutoCompress.Engine.Training.Execution;

/// <summary>Reads a node's attributes once and returns what runs it.</summary>
/// <exception cref="AutoCompress.Trials.StepFailureException">The node asks for something that the trainer cannot do.</exception>
internal delegate OperatorKernel OperatorBuilder(NodeContext node);
