namespace AutoCompress.Engine.Transforming;

/// <summary>What comparing two models on random inputs came to.</summary>
internal abstract record AnswerComparison
{
    /// <summary>Both answer the same.</summary>
    public sealed record Same : AnswerComparison;

    /// <summary>The first answers otherwise each time, or not with finite numbers, so that its answers prove nothing.</summary>
    public sealed record Unsteady : AnswerComparison;

    /// <summary>The first does not run on random inputs.</summary>
    /// <param name="Reason">In ONNX Runtime's words.</param>
    public sealed record NotRun(string Reason) : AnswerComparison;
}
