using AutoCompress.Artifacts;
using AutoCompress.Host.Artifacts;
using AutoCompress.Engine.Stages;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Workers;
using AutoCompress.Studies;
using AutoCompress.Trials;
using Microsoft.Extensions.Options;

namespace AutoCompress.Host.Studies;

/// <summary>Looks at a study's files in a child process, since a hostile model can kill whoever loads it, and stores the model.</summary>
internal sealed class StudyIntake(IStageExecutor executor, IArtifactVault artifacts, IOptions<SiloOptions> silo) : IStudyIntake
{
    private const string ArtifactPrefix = "artifact:";

    /// <inheritdoc/>
    public async Task<Intake> TakeAsync(StudySpec spec, CancellationToken cancellationToken)
    {
        if (!spec.Command.IsEmpty && !silo.Value.Labels.Contains(StageLabels.Command))
        {
            return new Intake.Refused(["This silo runs no programs that come with a study. Start it with --allow-commands, use autocompress run, or choose another metric."]);
        }

        if (await ModelFileAsync(spec.Model, cancellationToken).ConfigureAwait(false) is not { } model)
        {
            return new Intake.Refused([$"The model {spec.Model} does not exist. Give the path of an ONNX file, or upload it first."]);
        }

        using var held = model;
        using var folder = new TemporaryFolder();
        var inputs = new Dictionary<string, string> { ["model"] = model.Path };
        switch (await executor.RunAsync(
            LocalStages.Check(spec), inputs, folder.Path, [], new Progress<StageProgress>(), cancellationToken).ConfigureAwait(false))
        {
            case StageResult.Failed failed:
                return new Intake.Refused([failed.Message]);
            case StageResult.Succeeded succeeded:
                var check = LocalStages.ReadCheck(succeeded.Values);
                return check.Faults.IsEmpty
                    ? new Intake.Taken(new(await StoreAsync(spec.Model, succeeded.Files.GetValueOrDefault("model", model.Path), cancellationToken).ConfigureAwait(false), check.Fingerprint, check.WeightBits))
                    : new Intake.Refused(check.Faults);
            default:
                throw new InvalidOperationException("A stage ends in one of two ways.");
        }
    }

    private async Task<ArtifactFile?> ModelFileAsync(string model, CancellationToken cancellationToken)
    {
        if (!model.StartsWith(ArtifactPrefix, StringComparison.Ordinal))
        {
            return File.Exists(model) ? new ArtifactFile(model) : null;
        }

        var sha256 = model[ArtifactPrefix.Length..];
        return await artifacts.KeepAsync(sha256, cancellationToken).ConfigureAwait(false)
            ? await artifacts.GetFileAsync(sha256, cancellationToken).ConfigureAwait(false)
            : null;
    }

    private async Task<string> StoreAsync(string model, string path, CancellationToken cancellationToken)
    {
        if (model.StartsWith(ArtifactPrefix, StringComparison.Ordinal))
        {
            return model[ArtifactPrefix.Length..];
        }

        await using var content = File.OpenRead(path);
        return await artifacts.AddAsync(content, cancellationToken).ConfigureAwait(false);
    }
}
