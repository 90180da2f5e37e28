using AutoCompress.Engine.Stages;
using AutoCompress.Spaces;
using AutoCompress.Trials;
using Microsoft.Extensions.Logging.Abstractions;

namespace AutoCompress.Host.Workers;

/// <summary>Runs single stages on local files, in a child process but without a store: what <c>inspect</c>, <c>doctor</c>, <c>conformance</c>, <c>train</c> and <c>reproduce</c> need.</summary>
public sealed class LocalEngine(WorkerOptions options) : IAsyncDisposable
{
    private readonly WorkerPool _pool = new(options, TimeProvider.System, NullLogger<WorkerPool>.Instance);

    /// <summary>Costs, channel groups and barriers of a model.</summary>
    /// <exception cref="StepFailureException">The file is no model.</exception>
    public async Task<ModelAnalysis> AnalyseAsync(string model, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var result = await RunAsync(
            LocalStages.Analyse(), new Dictionary<string, string> { ["model"] = model }, folder.Path, [], new Progress<StageProgress>(), cancellationToken)
            .ConfigureAwait(false);
        return Json.Read<ModelAnalysis>(result.Values);
    }

    /// <summary>The native libraries as a child process finds them.</summary>
    /// <exception cref="StepFailureException">The child died; the message says of what.</exception>
    public async Task<NativeReport> ProbeAsync(CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var result = await RunAsync(
            LocalStages.Probe(), new Dictionary<string, string>(), folder.Path, [], new Progress<StageProgress>(), cancellationToken).ConfigureAwait(false);
        return Json.Read<NativeReport>(result.Values);
    }

    /// <summary>Runs one of ONNX's backend tests on the trainer.</summary>
    /// <param name="dataFiles">Path of a data file by its name in the test's folder.</param>
    /// <returns>The first difference to an expected output; null when there is none.</returns>
    /// <exception cref="StepFailureException">The trainer cannot run the model, or died of it.</exception>
    public async Task<string?> ConformAsync(string model, IReadOnlyDictionary<string, string> dataFiles, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var inputs = new Dictionary<string, string>(dataFiles) { ["model"] = model };
        var result = await RunAsync(LocalStages.Conformance(), inputs, folder.Path, [], new Progress<StageProgress>(), cancellationToken).ConfigureAwait(false);
        return Json.Read<ConformanceValues>(result.Values).Difference;
    }

    /// <summary>Runs <paramref name="stage"/> and returns its files and values.</summary>
    /// <param name="inputs">Role to a local file.</param>
    /// <param name="outputFolder">Made when it is not there.</param>
    /// <param name="cores">Empty for any.</param>
    /// <exception cref="StepFailureException">The stage failed.</exception>
    public async Task<StageResult.Succeeded> RunAsync(
        Stage stage,
        IReadOnlyDictionary<string, string> inputs,
        string outputFolder,
        IReadOnlyList<int> cores,
        IProgress<StageProgress> progress,
        CancellationToken cancellationToken)
    {
        foreach (var (role, path) in inputs)
        {
            if (!File.Exists(path))
            {
                throw new StepFailureException(FailureCause.InvalidModel, $"The {role} {path} {(Directory.Exists(path) ? "is a folder" : "does not exist")}. Give the path of an ONNX file.");
            }
        }

        Directory.CreateDirectory(outputFolder);
        return await _pool.RunAsync(stage, inputs, outputFolder, cores, progress, cancellationToken).ConfigureAwait(false) switch
        {
            StageResult.Succeeded succeeded => succeeded,
            StageResult.Failed failed => throw new StepFailureException(failed.Cause, failed.Message),
            _ => throw new InvalidOperationException("A stage ends in one of two ways."),
        };
    }

    public ValueTask DisposeAsync() => _pool.DisposeAsync();
}
