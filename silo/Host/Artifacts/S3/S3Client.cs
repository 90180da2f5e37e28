using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts.S3;

/// <summary>Opens a bucket with what the address and the environment say; the keys are found as Amazon's tools find them.</summary>
internal static class S3Client
{
    private static readonly string[] EndpointVariables = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"];
    private static readonly string[] RegionVariables = ["AWS_REGION", "AWS_DEFAULT_REGION"];
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>For servers that do not care.</summary>
    private const string AnyRegion = "us-east-1";

    /// <summary>What may not reach the processes that run models.</summary>
    public static IReadOnlyList<string> Secrets { get; } =
        ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"];

    /// <param name="environment">Value of a variable; null for none.</param>
    /// <param name="credentials">Null for those that Amazon's tools find.</param>
    /// <exception cref="StoreException">No region is known, or there are no keys.</exception>
    public static IAmazonS3 Open(ArtifactAddress.S3 address, Func<string, string?> environment, AWSCredentials? credentials = null)
    {
        var endpoint = address.Endpoint?.AbsoluteUri ?? First(EndpointVariables);
        var region = address.Region ?? First(RegionVariables);
        var config = new AmazonS3Config
        {
            // Repeating requests is our business.
            MaxErrorRetry = 0,
            Timeout = Silence,
            ConnectTimeout = Silence,
            // Each request carries an MD5 of its own, which every server of this protocol understands.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (endpoint is not null)
        {
            (config.ServiceURL, config.ForcePathStyle, config.AuthenticationRegion) = (endpoint, true, region ?? AnyRegion);
        }
        else if (region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        try
        {
            return credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
        }
        catch (AmazonClientException problem)
        {
            throw S3Faults.Explain(problem, address.ToString()) ?? new StoreException($"{address} cannot be used: {problem.Message}", problem);
        }

        string? First(string[] variables) => variables.Select(environment).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
    }
}
