using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>The code behind one stage name.</summary>
internal interface IEngineStage
{
    string Name { get; }

    /// <summary>Raised whenever the stage computes something else than before.</summary>
    int Version { get; }

    /// <exception cref="StepFailureException">An expected failure.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    Task<StageResult.Succeeded> RunAsync(string parameters, StageContext context);
}
