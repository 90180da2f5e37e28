using AutoCompress.Host.Workers;
using AutoCompress.Trials;

namespace AutoCompress.Client.Conformance;

/// <summary>Runs backend tests in a child process: one that kills it costs that test alone.</summary>
internal static class ConformanceRun
{
    public static async Task<TestOutcome> RunAsync(LocalEngine engine, TestFolder test, CancellationToken cancellationToken)
    {
        if (test.Model is null)
        {
            return new(test.Name, TestVerdict.Failed, "no folder holds this test");
        }

        try
        {
            return await engine.ConformAsync(test.Model, test.DataFiles, cancellationToken).ConfigureAwait(false) is { } difference
                ? new(test.Name, TestVerdict.Failed, difference)
                : new(test.Name, TestVerdict.Passed, "");
        }
        catch (StepFailureException failure)
        {
            return new(test.Name, failure.Cause == FailureCause.Unsupported ? TestVerdict.Unsupported : TestVerdict.Failed, failure.Message);
        }
    }
}
