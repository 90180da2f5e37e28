using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts.S3;

/// <summary>What the errors of S3 mean for whoever asked.</summary>
internal static class S3Faults
{
    /// <summary>Whether the same again may go well.</summary>
    public static bool IsPassing(Exception problem) => problem switch
    {
        AmazonServiceException { StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError } => true,
        AmazonServiceException { ErrorCode: "SlowDown" or "RequestTimeout" or "Throttling" } => true,
        // Without a status there was no answer.
        AmazonServiceException { StatusCode: 0 } => true,
        AmazonServiceException => false,
        HttpRequestException or WebException => true,
        IOException => problem is not (StoreException or FileNotFoundException),
        TimeoutException => true,
        TaskCanceledException { InnerException: TimeoutException } => true,
        _ => false,
    };

    public static bool IsMissing(AmazonS3Exception problem) =>
        problem.ErrorCode is "NoSuchKey" || (problem.StatusCode == HttpStatusCode.NotFound && problem.ErrorCode is not "NoSuchBucket" and not "NoSuchUpload");

    /// <summary>Null for one that is none of S3's.</summary>
    public static StoreException? Explain(Exception problem, string place) => problem switch
    {
        AmazonServiceException { ErrorCode: "NoSuchBucket" } => Of($"{place} does not exist. Make the bucket, or name another with --artifacts."),
        AmazonServiceException { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } error => Of(
            $"{place} refuses ({error.ErrorCode}). Check the keys, their rights (s3:GetObject, PutObject, DeleteObject, ListBucket) and this machine's clock."),
        AmazonServiceException { StatusCode: > 0 } error when !IsPassing(error) => Of($"{place} cannot be used: {error.ErrorCode ?? error.StatusCode.ToString()}. {error.Message}"),
        AmazonServiceException { StatusCode: > 0 } error => Of($"{place} does not do its work: {error.ErrorCode ?? error.StatusCode.ToString()}. Try again when it does; nothing that was finished is lost."),
        AmazonClientException { InnerException: null } error => Of(
            $"{place}: no way in was found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY and AWS_REGION, or a profile. ({error.Message})"),
        _ when IsPassing(problem) || problem is AmazonClientException => Of(
            $"{place} cannot be reached: {(problem.InnerException ?? problem).Message.TrimEnd('.')}. Check the endpoint and the network; nothing that was finished is lost."),
        _ => null,
    };

    private static StoreException Of(string message) => new(message, new IOException(message));
}
