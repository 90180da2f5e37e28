using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;

namespace AutoCompress.Host.Datasets;

/// <summary>One file of a server behind https, whose names are what follows its path. Redirections lead to https only.</summary>
/// <param name="address">A name is put behind its path and before its query.</param>
internal sealed class HttpPlace(HttpMessageInvoker client, Uri address, DataOptions options, TimeProvider time) : IDataPlace
{
    private const int MostRedirects = 5;

    /// <inheritdoc/>
    public string Describe(string name) => AddressOf(name).GetLeftPart(UriPartial.Path);

    /// <inheritdoc/>
    public async Task<FoundFile?> FindAsync(string name, CancellationToken cancellationToken)
    {
        // Not HEAD: signed addresses are often good for GET alone.
        using var response = await AskAsync(name, 0, cancellationToken).ConfigureAwait(false);
        return response.StatusCode switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone => null,
            HttpStatusCode.OK => new FoundFile(name, response.Content.Headers.ContentLength, TagOf(response)),
            var status when IsPassing(status) => throw new HttpRequestException($"The server answers {(int)status}.", null, status),
            var status => throw Refused(name, status),
        };
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<FoundFile> ListAsync(string prefix, CancellationToken cancellationToken) => throw new DataProblem(
        $"names {Describe(prefix)}, and https cannot tell what a folder holds", "Give azblob:// or s3://, or what 'autocompress data push FOLDER' prints.");

    /// <inheritdoc/>
    public async Task<(Stream Content, long Start)> OpenAsync(FoundFile file, long offset, CancellationToken cancellationToken)
    {
        // Without a mark nobody can tell whether what follows belongs to what is here.
        var from = file.Tag.Length > 0 ? offset : 0;
        var response = await AskAsync(file.Name, from, cancellationToken).ConfigureAwait(false);
        try
        {
            var start = response.StatusCode switch
            {
                HttpStatusCode.PartialContent when (response.Content.Headers.ContentRange?.From ?? -1) == from => from,
                HttpStatusCode.OK => 0,
                HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.PartialContent => throw Changed(file, "its end"),
                var status when IsPassing(status) => throw new HttpRequestException($"The server answers {(int)status}.", null, status),
                var status => throw Refused(file.Name, status),
            };
            if (TagOf(response) is var tag && tag != file.Tag)
            {
                throw Changed(file, $"{file.Tag} to {tag}");
            }

            return (new SilentlyBroken(response, await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), options.Silence, time), start);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Every answer carried its mark.</remarks>
    public Task<bool> IsUnchangedAsync(FoundFile file, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <inheritdoc/>
    public bool IsPassing(Exception problem) => problem switch
    {
        HttpRequestException { InnerException: AuthenticationException } => false,
        HttpRequestException or TimeoutException => true,
        _ => problem is IOException,
    };

    public void Dispose()
    {
    }

    private static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    private static string TagOf(HttpResponseMessage response) =>
        response.Headers.ETag?.ToString() ?? response.Content.Headers.LastModified?.ToString("r", System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private Uri AddressOf(string name) => new UriBuilder(address) { Path = address.AbsolutePath + name }.Uri;

    private DataProblem Changed(FoundFile file, string how) => new(
        $"names {Describe(file.Name)}, which has changed while it was fetched ({how})", "Submit again when nobody writes to it.");

    private DataProblem Refused(string name, HttpStatusCode status) => new(
        $"names {Describe(name)}, and the server answers {(int)status}",
        status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? "Give an address that needs no password, such as a signed one, or a bucket that the silos can read."
            : IsPassing(status) ? "Submit again when the server does its work." : "Correct the address.");

    /// <summary>An answer whose body has not been read; redirections are followed.</summary>
    private async Task<HttpResponseMessage> AskAsync(string name, long from, CancellationToken cancellationToken)
    {
        var next = AddressOf(name);
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            var response = await SendAsync(next, from, cancellationToken).ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            next = new Uri(next, location);
            if (next.Scheme != Uri.UriSchemeHttps)
            {
                throw new DataProblem($"names {Describe(name)}, which leads to {next.Scheme}://{next.Host}", "Give an address that stays with https.");
            }
        }

        throw new DataProblem($"names {Describe(name)}, which leads on more than {MostRedirects} times", "Give the address where it ends.");
    }

    private async Task<HttpResponseMessage> SendAsync(Uri to, long from, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, to);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        request.Headers.Range = from > 0 ? new RangeHeaderValue(from, null) : null;
        using var silence = new CancellationTokenSource(options.Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await client.SendAsync(request, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException problem) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{to.Host} did not answer for {options.Silence.TotalSeconds:0} s.", problem);
        }
    }
}
