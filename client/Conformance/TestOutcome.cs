namespace AutoCompress.Client.Conformance;

/// <param name="Reason">Why the test did not pass; empty when it did.</param>
internal sealed record TestOutcome(string Name, TestVerdict Verdict, string Reason);
