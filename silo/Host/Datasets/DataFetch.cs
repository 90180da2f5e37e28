using System.Globalization;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Datasets;

/// <summary>Brings files of a place to this machine. What breaks off goes on where it was, as far as the place can do that, also after a restart.</summary>
internal sealed class DataFetch(DataOptions options, TimeProvider time)
{
    private const int BufferBytes = 1 << 17;

    /// <summary>A place whose connections break this often in a row without a new byte is not worth waiting for.</summary>
    private const int MostStalls = 5;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>The file's size and mark; null when there is no such file.</summary>
    /// <exception cref="DataProblem">The place cannot be reached, or refuses.</exception>
    /// <remarks>A server that nobody has heard of, or that is not there at the first call, is rather an address that is wrong.</remarks>
    public Task<FoundFile?> FindAsync(IDataPlace place, string name, CancellationToken cancellationToken) => PatientlyAsync(
        place,
        name,
        token => place.FindAsync(name, token),
        problem => place.IsPassing(problem) && problem is not HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError },
        cancellationToken);

    /// <summary>The path of a copy, to be removed by the caller.</summary>
    /// <param name="most">Bytes that the file may have.</param>
    /// <exception cref="DataProblem">The file is too large, has changed meanwhile, or does not arrive.</exception>
    /// <exception cref="StoreException">The disk is full.</exception>
    public async Task<string> RunAsync(IDataPlace place, FoundFile found, long most, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.FetchFolder);
        DropOld();
        var file = Open(place, found);
        await using (file.ConfigureAwait(false))
        {
            file.Position = file.Length;
            await ReceiveAsync(place, found, file, most, cancellationToken).ConfigureAwait(false);
        }

        if (await PatientlyAsync(place, found.Name, token => place.IsUnchangedAsync(found, token), cancellationToken).ConfigureAwait(false))
        {
            return file.Name;
        }

        File.Delete(file.Name);
        throw new DataProblem($"names {place.Describe(found.Name)}, which has changed while it was fetched", "Submit again when nobody writes to it.");
    }

    private async Task ReceiveAsync(IDataPlace place, FoundFile found, FileStream file, long most, CancellationToken cancellationToken)
    {
        var (reached, stalls) = (file.Length, 0);
        while (found.Bytes is null || file.Length < found.Bytes)
        {
            try
            {
                if (await AppendAsync(place, found, file, most, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }

                throw new IOException("The connection was closed early.");
            }
            catch (Exception problem) when (problem is not StoreException && IsPassing(place, problem, cancellationToken))
            {
                stalls = file.Length > reached ? 0 : stalls + 1;
                reached = Math.Max(reached, file.Length);
                if (stalls >= MostStalls)
                {
                    throw Unreachable(place, found.Name, problem);
                }
            }
        }
    }

    /// <returns>Whether all of it is there.</returns>
    private async Task<bool> AppendAsync(IDataPlace place, FoundFile found, FileStream file, long most, CancellationToken cancellationToken)
    {
        var (content, start) = await PatientlyAsync(place, found.Name, token => place.OpenAsync(found, file.Length, token), cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            if (start < file.Length)
            {
                // The place can only begin anew.
                file.SetLength(start);
                file.Position = start;
            }

            var buffer = new byte[BufferBytes];
            int count;
            while ((count = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (file.Length + count > most)
                {
                    throw TooLarge(place, found.Name, most);
                }

                await WriteAsync(file, buffer.AsMemory(0, count)).ConfigureAwait(false);
            }
        }

        return found.Bytes is null || file.Length == found.Bytes;
    }

    public static DataProblem TooLarge(IDataPlace place, string name, long most) => new(
        string.Create(CultureInfo.InvariantCulture, $"names {place.Describe(name)}, which has more than the {most} bytes that this silo takes for a study"),
        "Give less data, or start the silo with a larger --data-limit.");

    private async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await file.WriteAsync(bytes, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException problem)
        {
            throw new StoreException($"The folder of fetched data {options.FetchFolder} cannot be written: {problem.Message} Free some space; what has arrived is kept.", problem);
        }
    }

    private Task<T> PatientlyAsync<T>(IDataPlace place, string name, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        PatientlyAsync(place, name, attempt, place.IsPassing, cancellationToken);

    private async Task<T> PatientlyAsync<T>(
        IDataPlace place, string name, Func<CancellationToken, Task<T>> attempt, Func<Exception, bool> isPassing, CancellationToken cancellationToken)
    {
        try
        {
            return await new Patience(isPassing, options.Patience, time).RunAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is HttpRequestException or TimeoutException || (problem is IOException and not StoreException))
        {
            throw Unreachable(place, name, problem);
        }
    }

    private static bool IsPassing(IDataPlace place, Exception problem, CancellationToken cancellationToken) =>
        place.IsPassing(problem) || problem is IOException || (problem is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static DataProblem Unreachable(IDataPlace place, string name, Exception problem) => problem is HttpRequestException { InnerException: AuthenticationException inner }
        ? new($"names {place.Describe(name)}, whose certificate this silo does not trust ({inner.Message.TrimEnd('.')})", "Give an address with a certificate that its machine trusts, or add the authority there.", problem)
        : new($"names {place.Describe(name)}, which cannot be fetched ({problem.Message.TrimEnd('.')})", "Check the address and the silo's network, then submit again.", problem);

    /// <summary>The file of what has arrived; another one where somebody else fetches the same.</summary>
    private FileStream Open(IDataPlace place, FoundFile found)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{place.Describe(found.Name)}\n{found.Tag}\n{found.Bytes}")));
        try
        {
            var file = Stream(key, found.Tag.Length > 0 ? FileMode.OpenOrCreate : FileMode.Create);
            if (file.Length > (found.Bytes ?? long.MaxValue))
            {
                file.SetLength(0);
            }

            return file;
        }
        catch (IOException)
        {
            return Stream(Guid.NewGuid().ToString("N"), FileMode.CreateNew);
        }

        FileStream Stream(string name, FileMode mode) => new(
            Path.Combine(options.FetchFolder, name), mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, useAsync: true);
    }

    private void DropOld()
    {
        foreach (var file in new DirectoryInfo(options.FetchFolder).EnumerateFiles().Where(file => time.GetUtcNow() - file.LastWriteTimeUtc > Kept))
        {
            file.Delete();
        }
    }
}
