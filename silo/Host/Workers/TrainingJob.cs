using System.Collections.Immutable;
using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Stages;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Workers;

/// <summary>Trains a model on labels alone: the original that a study then compresses.</summary>
/// <param name="Start">An ONNX file to go on from; null begins with a residual network of random weights.</param>
/// <param name="Widths">Channels of the residual network's stages.</param>
/// <param name="Blocks">Residual blocks in each stage.</param>
/// <param name="Images">Samples to draw.</param>
public sealed record TrainingJob(
    string? Start, ImmutableArray<int> Widths, int Blocks, DataSpec Data, TrainingSpec Settings, int Images, double LearningRate, ulong Seed)
{
    /// <summary>Trains in child processes, writes the model to <paramref name="output"/> and returns its metrics on the test split.</summary>
    /// <param name="cores">The cores to train on.</param>
    /// <exception cref="StepFailureException">The model, the data or the training failed.</exception>
    public async Task<ImmutableSortedDictionary<Metric, Measurement>> RunAsync(
        LocalEngine engine, string output, IReadOnlyList<int> cores, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var model = Start ?? (await engine.RunAsync(
            LocalStages.Create(new() { Widths = Widths, BlocksPerStage = Blocks, Seed = Seed }), Nothing, folder.Path, cores, progress, cancellationToken)
            .ConfigureAwait(false)).Files["model"];
        var trained = await engine.RunAsync(
            LocalStages.Train(Data, Settings, Images, LearningRate, Seed), Model(model), folder.Path, cores, progress, cancellationToken).ConfigureAwait(false);
        var score = await engine.RunAsync(
            LocalStages.Score(Data, Seed), Model(trained.Files["model"]), folder.Path, cores, progress, cancellationToken).ConfigureAwait(false);
        File.Move(trained.Files["model"], output, overwrite: true);
        return LocalStages.ReadMetrics(score.Values);
    }

    private static Dictionary<string, string> Nothing => [];

    private static Dictionary<string, string> Model(string path) => new() { ["model"] = path };
}
