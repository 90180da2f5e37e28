using System.Collections.Frozen;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>Runs any stage of the engine in this process. Servers do this in a child process, since native libraries can die.</summary>
public static class StageRunner
{
    private static readonly FrozenDictionary<string, IEngineStage> Stages =
        CompressionPipeline.AllStages.ToFrozenDictionary(stage => stage.Name, StringComparer.Ordinal);

    /// <summary>Runs a stage to its end; expected failures are results, bugs are <see cref="FailureCause.Internal"/> results that name the exception.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static async Task<StageResult> RunAsync(string name, int version, string parameters, StageContext context)
    {
        if (!Stages.TryGetValue(name, out var stage) || stage.Version != version)
        {
            return new StageResult.Failed(
                FailureCause.Internal, $"This build has no stage '{name}' version {version}; run the same version of AutoCompress on all silos.");
        }

        try
        {
            return await stage.RunAsync(parameters, context).ConfigureAwait(false);
        }
        catch (StepFailureException failure)
        {
            return new StageResult.Failed(failure.Cause, failure.Message);
        }
        catch (OutOfMemoryException)
        {
            return new StageResult.Failed(FailureCause.OutOfMemory, $"Stage '{name}' ran out of memory; give the worker more, or a smaller batch.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new StageResult.Failed(FailureCause.Storage, $"Stage '{name}' cannot read or write a file: {e.Message}");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new StageResult.Failed(FailureCause.Internal, $"Stage '{name}' met a bug: {e.GetType().Name}: {e.Message} {Place(e)}");
        }
    }

    /// <summary>The innermost frame of our own code, since that of a library says little.</summary>
    private static string Place(Exception e) =>
        e.StackTrace?.Split('\n') is { } frames ? (Array.Find(frames, frame => frame.Contains("at AutoCompress.", StringComparison.Ordinal)) ?? frames[0]).Trim() : "";
}
