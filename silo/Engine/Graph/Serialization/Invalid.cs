using AutoCompress.Trials;

namespace AutoCompress.Engine.Graph.Serialization;

internal static class Invalid
{
    public static StepFailureException Model(string message, Exception? inner = null) => new(FailureCause.InvalidModel, message, inner);
}
