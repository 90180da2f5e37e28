namespace AutoCompress.Trials;

/// <summary>Runs stages: in a child process in production, by a formula in simulations.</summary>
public interface IStageExecutor
{
    /// <summary>Runs <paramref name="stage"/> to its end. Expected failures, crashes of native code among them, are results, not exceptions.</summary>
    /// <param name="inputs">Role to a readable local file, for each of the stage's inputs.</param>
    /// <param name="outputFolder">An empty folder that the stage writes its files into.</param>
    /// <param name="cores">The processor cores that the stage may use; empty for any.</param>
    /// <param name="progress">Told from time to time how far the stage is.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled; whatever ran is dead by then.</exception>
    Task<StageResult> RunAsync(
        Stage stage,
        IReadOnlyDictionary<string, string> inputs,
        string outputFolder,
        IReadOnlyList<int> cores,
        IProgress<StageProgress> progress,
        CancellationToken cancellationToken);

    /// <summary>Where on this machine a run of <paramref name="stage"/> leaves its checkpoints and looks for those of the run before; null for nowhere.</summary>
    /// <remarks>A file there is complete once it has its name; names that end in ".new" are being written.</remarks>
    string? CheckpointFolder(Stage stage) => null;
}
