namespace AutoCompress.Client.Conformance;

/// <summary>How a backend test ended.</summary>
internal enum TestVerdict
{
    /// <summary>Every output was as expected.</summary>
    Passed,

    /// <summary>An output differed, or the trainer broke.</summary>
    Failed,

    /// <summary>The trainer said that it cannot run the model.</summary>
    Unsupported,
}
