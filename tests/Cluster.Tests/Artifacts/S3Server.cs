using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>What the product uses of S3, in memory: objects, conditions, ranges, listings in pages, uploads in parts. Every request's signature and MD5 are checked.</summary>
public sealed class S3Server : ITestServer<S3Server>
{
    public const string Bucket = "bucket";
    public const string Key = "test-key";
    public const string Secret = "test-secret";

    /// <summary>Small, so that listings have several pages.</summary>
    private const int PageKeys = 2;

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Stored> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Upload> _uploads = new(StringComparer.Ordinal);

    private S3Server(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Urls.First()).Port;

    public static async Task<S3Server> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        var app = builder.Build();
        var server = new S3Server(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static string Md5(byte[] bytes)
    {
#pragma warning disable CA5351 // The protocol's checksum.
        return Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
    }

    private static async Task FailAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        if (context.Request.Method != "HEAD")
        {
            await context.Response.WriteAsync(new XElement("Error", new XElement("Code", code), new XElement("Message", code)).ToString());
        }
    }

    private static Task WriteAsync(HttpContext context, XElement answer)
    {
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync(answer.ToString());
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, memory) = (context.Request, new MemoryStream());
        await request.Body.CopyToAsync(memory);
        var body = memory.ToArray();
        if (S3Signature.FaultOf(request, body, Key, Secret) is { } fault)
        {
            await FailAsync(context, 403, fault);
            return;
        }

        if (request.Headers.ContentMD5.ToString() is { Length: > 0 } md5 && Convert.ToHexStringLower(Convert.FromBase64String(md5)) != Md5(body))
        {
            await FailAsync(context, 400, "BadDigest");
            return;
        }

        var path = request.Path.Value!.TrimStart('/').Split('/', 2);
        if (path[0] != Bucket)
        {
            await FailAsync(context, 404, "NoSuchBucket");
            return;
        }

        var key = path.ElementAtOrDefault(1) ?? "";
        await ((request.Method, key, request.Query.ContainsKey("uploads"), request.Query["uploadId"].ToString()) switch
        {
            ("GET", "", true, _) => UploadsAsync(context),
            ("GET", "", _, _) => ListAsync(context),
            ("GET", _, _, { Length: > 0 } id) => PartsAsync(context, id),
            ("GET" or "HEAD", _, _, _) => GetAsync(context, key),
            ("POST", _, true, _) => BeginAsync(context, key),
            ("POST", _, _, { Length: > 0 } id) => CompleteAsync(context, key, id, body),
            ("PUT", _, _, { Length: > 0 } id) => PartAsync(context, id, body),
            ("PUT", _, _, _) => PutAsync(context, key, body),
            ("DELETE", _, _, { Length: > 0 } id) => AbortAsync(context, id),
            ("DELETE", _, _, _) => DeleteAsync(context, key),
            _ => FailAsync(context, 405, "MethodNotAllowed"),
        });
    }

    private async Task PutAsync(HttpContext context, string key, byte[] body)
    {
        if (context.Request.Headers["x-amz-copy-source"].ToString() is { Length: > 0 } source)
        {
            if (!_objects.TryGetValue(Uri.UnescapeDataString(source).TrimStart('/')[(Bucket.Length + 1)..], out var original))
            {
                await FailAsync(context, 404, "NoSuchKey");
                return;
            }

            _objects[key] = original with { At = TimeProvider.System.GetUtcNow() };
            await WriteAsync(context, new XElement("CopyObjectResult", new XElement("ETag", original.Tag)));
            return;
        }

        var stored = new Stored(body, $"\"{Md5(body)}\"", TimeProvider.System.GetUtcNow());
        if (context.Request.Headers.IfNoneMatch == "*" ? !_objects.TryAdd(key, stored) : (_objects[key] = stored) != stored)
        {
            await FailAsync(context, 412, "PreconditionFailed");
            return;
        }

        context.Response.Headers.ETag = stored.Tag;
    }

    private async Task GetAsync(HttpContext context, string key)
    {
        if (!_objects.TryGetValue(key, out var stored))
        {
            await FailAsync(context, 404, "NoSuchKey");
            return;
        }

        var response = context.Response;
        response.Headers.ETag = stored.Tag;
        response.Headers.LastModified = stored.At.ToString("R", CultureInfo.InvariantCulture);
        var from = 0;
        if (context.Request.Headers.Range.ToString() is { Length: > 0 } range)
        {
            from = int.Parse(range["bytes=".Length..].Split('-')[0], CultureInfo.InvariantCulture);
            response.StatusCode = 206;
            response.Headers.ContentRange = $"bytes {from}-{stored.Content.Length - 1}/{stored.Content.Length}";
        }

        response.ContentLength = stored.Content.Length - from;
        if (context.Request.Method == "GET")
        {
            await response.Body.WriteAsync(stored.Content.AsMemory(from));
        }
    }

    private Task DeleteAsync(HttpContext context, string key)
    {
        _objects.TryRemove(key, out _);
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private Task ListAsync(HttpContext context)
    {
        var (prefix, after) = (context.Request.Query["prefix"].ToString(), context.Request.Query["continuation-token"].ToString());
        var all = _objects.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(pair.Key, after) > 0)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .ToList();
        return WriteAsync(context, new XElement(
            "ListBucketResult",
            new XElement("IsTruncated", all.Count > PageKeys),
            all.Count > PageKeys ? new XElement("NextContinuationToken", all[PageKeys - 1].Key) : null,
            all.Take(PageKeys).Select(pair => new XElement(
                "Contents",
                new XElement("Key", pair.Key),
                new XElement("LastModified", pair.Value.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)),
                new XElement("ETag", pair.Value.Tag),
                new XElement("Size", pair.Value.Content.Length)))));
    }

    private Task BeginAsync(HttpContext context, string key)
    {
        var id = Guid.NewGuid().ToString("N");
        _uploads[id] = new Upload(key, TimeProvider.System.GetUtcNow());
        return WriteAsync(context, new XElement("InitiateMultipartUploadResult", new XElement("UploadId", id)));
    }

    private Task UploadsAsync(HttpContext context) => WriteAsync(context, new XElement(
        "ListMultipartUploadsResult",
        _uploads.Where(pair => pair.Value.Key.StartsWith(context.Request.Query["prefix"].ToString(), StringComparison.Ordinal)).Select(pair => new XElement(
            "Upload",
            new XElement("Key", pair.Value.Key),
            new XElement("UploadId", pair.Key),
            new XElement("Initiated", pair.Value.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture))))));

    private Task PartsAsync(HttpContext context, string id) => WriteAsync(context, new XElement(
        "ListPartsResult",
        _uploads[id].Parts.OrderBy(part => part.Key).Select(part => new XElement(
            "Part", new XElement("PartNumber", part.Key), new XElement("ETag", $"\"{Md5(part.Value)}\""), new XElement("Size", part.Value.Length)))));

    private async Task PartAsync(HttpContext context, string id, byte[] body)
    {
        if (!_uploads.TryGetValue(id, out var upload))
        {
            await FailAsync(context, 404, "NoSuchUpload");
            return;
        }

        upload.Parts[int.Parse(context.Request.Query["partNumber"].ToString(), CultureInfo.InvariantCulture)] = body;
        context.Response.Headers.ETag = $"\"{Md5(body)}\"";
    }

    private Task AbortAsync(HttpContext context, string id)
    {
        _uploads.TryRemove(id, out _);
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private async Task CompleteAsync(HttpContext context, string key, string id, byte[] body)
    {
        if (!_uploads.TryRemove(id, out var upload))
        {
            await FailAsync(context, 404, "NoSuchUpload");
            return;
        }

        var listed = XElement.Parse(System.Text.Encoding.UTF8.GetString(body)).Elements().Where(element => element.Name.LocalName == "Part")
            .Select(part => part.Elements().ToDictionary(element => element.Name.LocalName, element => element.Value))
            .ToList();
        if (listed.Any(part => $"\"{Md5(upload.Parts[int.Parse(part["PartNumber"], CultureInfo.InvariantCulture)])}\"" != part["ETag"]))
        {
            await FailAsync(context, 400, "InvalidPart");
            return;
        }

        var content = listed.SelectMany(part => upload.Parts[int.Parse(part["PartNumber"], CultureInfo.InvariantCulture)]).ToArray();
        _objects[key] = new Stored(content, $"\"{Md5(content)}-{listed.Count}\"", TimeProvider.System.GetUtcNow());
        await WriteAsync(context, new XElement("CompleteMultipartUploadResult", new XElement("Key", key), new XElement("ETag", _objects[key].Tag)));
    }

    private sealed record Stored(byte[] Content, string Tag, DateTimeOffset At);

    private sealed record Upload(string Key, DateTimeOffset At)
    {
        public ConcurrentDictionary<int, byte[]> Parts { get; } = new();
    }
}
