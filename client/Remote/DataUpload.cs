using System.Globalization;
using AutoCompress.Artifacts;
using AutoCompress.Client.Errors;
using AutoCompress.Client.Results;
using AutoCompress.Datasets;
using AutoCompress.Studies;

namespace AutoCompress.Client.Remote;

/// <summary>Sends the data of a study to a server as a packed data set. What the server has already is not sent again.</summary>
internal static class DataUpload
{
    /// <summary>Sends what lies at paths of this machine; what lies at addresses is the server's to fetch.</summary>
    /// <returns>The data section as it is to be submitted.</returns>
    /// <exception cref="IOException">A file cannot be read, or has changed meanwhile.</exception>
    public static async Task<DataSpec> RunAsync(StudySpec spec, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        var labelled = spec.Task != TaskKind.Imitate;
        var files = DataFields.Of(spec.Data).Where(field => !DataReference.IsAddress(field.Path)).SelectMany(field => FilesOf(field, labelled)).ToList();
        if (files.Count == 0)
        {
            return spec.Data;
        }

        var sha256 = await SendAsync(files, spec.Data.Format, artifacts, cancellationToken).ConfigureAwait(false);
        return DataFields.Map(spec.Data, field => DataReference.IsAddress(field.Path)
            ? field.Path
            : new DataReference.Artifact(sha256, LocalFiles.NameOf(field, field.Path)).ToString());
    }

    /// <summary>Sends files and says on standard error how far it is.</summary>
    /// <returns>SHA-256 of the manifest.</returns>
    public static async Task<string> SendAsync(IReadOnlyList<SourceFile> files, DataFormat? format, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        var total = files.Sum(file => new FileInfo(file.Path).Length);
        var (manifest, sha256) = await new DataPacker(artifacts).PackAsync(files, [], format, new Told(total), cancellationToken).ConfigureAwait(false);
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"The server has the data: {manifest.Files.Length} files, {FrontText.Bytes(total)}.")).ConfigureAwait(false);
        return sha256;
    }

    private static IReadOnlyList<SourceFile> FilesOf(DataField field, bool labelled) => LocalFiles.Of(field, field.Path, labelled) is { Count: > 0 } files
        ? files
        : throw new CommandException($"data.{field.Name} names {field.Path}, which holds no files. Correct the path.");

    /// <summary>A line for each tenth that is done, of what takes more than a moment.</summary>
    private sealed class Told(long total) : IProgress<long>
    {
        private const long Quiet = 256 << 20;
        private long _told;

        public void Report(long value)
        {
            var tenths = total > Quiet ? value * 10 / total : 0;
            if (tenths > _told)
            {
                _told = tenths;
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{FrontText.Bytes(value)} of {FrontText.Bytes(total)} are there"));
            }
        }
    }
}
