using AutoCompress.Artifacts;
using AutoCompress.Datasets;
using AutoCompress.Engine.Stages;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Datasets;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Workers;
using AutoCompress.Studies;
using AutoCompress.Trials;
using Microsoft.Extensions.Options;

namespace AutoCompress.Host.Studies;

/// <summary>Takes in a study's data, looks at it and the model in a child process, since a hostile model can kill whoever loads it, and stores the model.</summary>
internal sealed class StudyIntake(
    IStageExecutor executor, IArtifactVault artifacts, DataIntake data, DataSets datasets, IOptions<SiloOptions> silo) : IStudyIntake
{
    private const string ArtifactPrefix = "artifact:";

    /// <inheritdoc/>
    public async Task<Intake> TakeAsync(StudySpec spec, CancellationToken cancellationToken)
    {
        if (!spec.Command.IsEmpty && !silo.Value.Labels.Contains(StageLabels.Command))
        {
            return new Intake.Refused(["This silo runs no programs that come with a study. Start it with --allow-commands, use autocompress run, or choose another metric."]);
        }

        var faults = new List<SpecFault>();
        using var model = await ModelFileAsync(spec.Model, faults, cancellationToken).ConfigureAwait(false);
        var files = await data.TakeAsync(spec.Data, spec.Task != TaskKind.Imitate, faults, cancellationToken).ConfigureAwait(false);
        if (model is null || faults.Count > 0)
        {
            return new Intake.Refused([.. faults.Select(fault => fault.ToString())]);
        }

        using var unpacked = files is null ? null : await datasets.GetAsync(files.Manifest, cancellationToken).ConfigureAwait(false);
        return await CheckAsync(spec, model.Path, files, unpacked?.Path, cancellationToken).ConfigureAwait(false);
    }

    /// <param name="folder">Where the data is; null for the paths of the spec.</param>
    private async Task<Intake> CheckAsync(StudySpec spec, string model, StudyFiles? files, string? folder, CancellationToken cancellationToken)
    {
        using var output = new TemporaryFolder();
        var here = files is null ? spec : spec with { Data = DataFields.In(spec.Data, files, folder!) };
        var inputs = new Dictionary<string, string> { ["model"] = model };
        switch (await executor.RunAsync(
            LocalStages.Check(here), inputs, output.Path, [], new Progress<StageProgress>(), cancellationToken).ConfigureAwait(false))
        {
            case StageResult.Failed failed:
                return new Intake.Refused([AsNamed(failed.Message, folder)]);
            case StageResult.Succeeded succeeded:
                var check = LocalStages.ReadCheck(succeeded.Values);
                return check.Faults.IsEmpty
                    ? new Intake.Taken(new(
                        await StoreAsync(spec.Model, succeeded.Files.GetValueOrDefault("model", model), cancellationToken).ConfigureAwait(false), check.Fingerprint, check.WeightBits, files))
                    : new Intake.Refused([.. check.Faults.Select(fault => AsNamed(fault, folder))]);
            default:
                throw new InvalidOperationException("A stage ends in one of two ways.");
        }
    }

    /// <summary>Names files as they are called in the data set, not by where this silo has put them.</summary>
    private static string AsNamed(string message, string? folder) => folder is null ? message : message.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    private async Task<ArtifactFile?> ModelFileAsync(string model, List<SpecFault> faults, CancellationToken cancellationToken)
    {
        if (model.StartsWith(ArtifactPrefix, StringComparison.Ordinal))
        {
            var sha256 = model[ArtifactPrefix.Length..];
            if (await artifacts.KeepAsync(sha256, cancellationToken).ConfigureAwait(false))
            {
                return await artifacts.GetFileAsync(sha256, cancellationToken).ConfigureAwait(false);
            }
        }
        else
        {
            var (reference, what, remedy) = DataReference.Parse(model);
            try
            {
                switch (reference)
                {
                    case null:
                        faults.Add(new SpecFault("model", what, remedy));
                        return null;
                    case DataReference.Local local:
                        if (File.Exists(local.Path))
                        {
                            return new ArtifactFile(local.Path);
                        }

                        break;
                    default:
                        return await data.ModelAsync(reference, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (DataProblem problem)
            {
                faults.Add(new SpecFault("model", problem.What, problem.Remedy));
                return null;
            }
        }

        faults.Add(new SpecFault("", $"The model {model} does not exist", "Give the path of an ONNX file, or upload it first."));
        return null;
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
