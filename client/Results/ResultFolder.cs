using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AutoCompress.Artifacts;
using AutoCompress.Trials;

namespace AutoCompress.Client.Results;

/// <summary>Writes what a finished study leaves: front.json, models/*.onnx, report.html and decisions.jsonl. Each file appears whole or not at all.</summary>
internal sealed class ResultFolder(string folder)
{
    public string FrontPath => Path.Combine(folder, "front.json");

    public string ReportPath => Path.Combine(folder, "report.html");

    public string DecisionsPath => Path.Combine(folder, "decisions.jsonl");

    public string ModelsPath => Path.Combine(folder, "models");

    public async Task WriteAsync(
        FrontFile front, ImmutableArray<Trial> trials, ImmutableArray<string> decisions, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(ModelsPath);
        foreach (var stale in Directory.EnumerateFiles(ModelsPath, "*.onnx"))
        {
            File.Delete(stale);
        }

        foreach (var point in front.Points.Prepend(front.Original))
        {
            using var source = await artifacts.GetFileAsync(point.Sha256, cancellationToken).ConfigureAwait(false);
            var target = Path.Combine(folder, point.File);
            await CopyAsync(source.Path, target + ".part", cancellationToken).ConfigureAwait(false);
            File.Move(target + ".part", target, overwrite: true);
        }

        await WriteTextAsync(FrontPath, JsonSerializer.Serialize(front, Json.Indented) + "\n", cancellationToken).ConfigureAwait(false);
        await WriteTextAsync(DecisionsPath, string.Concat(decisions.Select(line => line + "\n")), cancellationToken).ConfigureAwait(false);
        await WriteTextAsync(ReportPath, Results.ReportPage.Write(front, trials), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A copy with a new file's permissions: artifacts are read-only, results belong to the user.</summary>
    private static async Task CopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        await using var from = File.OpenRead(source);
        await using var to = File.Create(target);
        await from.CopyToAsync(to, cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteTextAsync(string path, string text, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(path + ".part", text, new UTF8Encoding(false), cancellationToken).ConfigureAwait(false);
        File.Move(path + ".part", path, overwrite: true);
    }
}
