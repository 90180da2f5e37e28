using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>Checks AWS's Signature Version 4 of a request as its documentation describes it, independently of Amazon's library.</summary>
internal static class S3Signature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>What S3 would answer; null when the signature is right and the body is what was signed.</summary>
    public static string? FaultOf(HttpRequest request, byte[] body, string key, string secret)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(Algorithm, StringComparison.Ordinal))
        {
            return "AccessDenied";
        }

        var parts = authorization[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries).Select(part => part.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var scope = parts["Credential"].Split('/');
        if (scope[0] != key)
        {
            return "InvalidAccessKeyId";
        }

        var hash = request.Headers["x-amz-content-sha256"].ToString();
        if (hash != Hex(SHA256.HashData(body)))
        {
            return "XAmzContentSHA256Mismatch";
        }

        var signed = parts["SignedHeaders"].Split(';');
        var canonical = string.Join(
            '\n',
            request.Method,
            PathOf(request),
            QueryOf(request),
            string.Concat(signed.Select(name => $"{name}:{string.Join(',', request.Headers[name].Select(value => value!.Trim()))}\n")),
            parts["SignedHeaders"],
            hash);
        var text = $"{Algorithm}\n{request.Headers["x-amz-date"]}\n{string.Join('/', scope.Skip(1))}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var signer = scope.Skip(1).Aggregate(Encoding.UTF8.GetBytes($"AWS4{secret}"), (seed, part) => HMACSHA256.HashData(seed, Encoding.UTF8.GetBytes(part)));
        return Hex(HMACSHA256.HashData(signer, Encoding.UTF8.GetBytes(text))) == parts["Signature"] ? null : "SignatureDoesNotMatch";
    }

    private static string PathOf(HttpRequest request) => request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];

    private static string QueryOf(HttpRequest request) => string.Join(
        '&',
        request.Query
            .SelectMany(pair => pair.Value.DefaultIfEmpty(""), (pair, value) => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(value ?? "")}")
            .Order(StringComparer.Ordinal));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
