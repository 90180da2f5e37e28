using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using AutoCompress.Cluster.Tests.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AutoCompress.Cluster.Tests.Datasets;

/// <summary>Files behind https on a free loopback port: with ranges or without, cut off, changing, leading elsewhere.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly TestCertificate _certificate;
    private readonly WebApplication _app;

    private FileServer(WebApplication app, TestCertificate certificate) => (_app, _certificate) = (app, certificate);

    /// <summary>By path.</summary>
    public ConcurrentDictionary<string, ServedFile> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>PEM file of the certificate that a client has to trust.</summary>
    public string Certificate => _certificate.Certificate;

    public static async Task<FileServer> StartAsync()
    {
        var certificate = new TestCertificate();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(X509Certificate2.CreateFromPemFile(certificate.Certificate, certificate.Key));
        }));
        var app = builder.Build();
        var server = new FileServer(app, certificate);
        app.Run(server.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public string AddressOf(string path) => $"https://localhost:{new Uri(_app.Urls.First()).Port}{path}";

    /// <summary>A client's side that trusts this server, and follows no redirections by itself.</summary>
    public SocketsHttpHandler Trusting()
    {
        using var own = X509CertificateLoader.LoadCertificateFromFile(Certificate);
        var hash = own.GetCertHashString();
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == hash },
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        if (!Files.TryGetValue(context.Request.Path.Value!, out var file))
        {
            response.StatusCode = 404;
            return;
        }

        if (file.Location is { } location)
        {
            response.StatusCode = 302;
            response.Headers.Location = location;
            return;
        }

        var content = file.Content;
        var from = 0;
        response.StatusCode = file.Status;
        response.Headers.ETag = file.Tag;
        if (file.HasRanges && context.Request.Headers.Range.ToString() is { Length: > 0 } range)
        {
            from = int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
            response.StatusCode = 206;
            response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        lock (file.Starts)
        {
            file.Starts.Add(from);
        }

        response.ContentLength = file.HasLength ? content.Length - from : null;
        var rest = content.AsMemory(from);
        if (from + rest.Length > file.Cut.Bytes && file.Starts.Count > 1 && file.IsCut())
        {
            // The first answer only tells what there is.
            await response.Body.WriteAsync(rest[..Math.Min(file.Cut.Bytes, rest.Length)]);
            await response.Body.FlushAsync();
            // A client that asks again at once must find what has changed.
            file.AfterCut?.Invoke(file);
            context.Abort();
            return;
        }

        await response.Body.WriteAsync(rest);
    }
}
