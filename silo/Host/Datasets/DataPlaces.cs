using System.Net;
using AutoCompress.Datasets;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Artifacts.Azure;
using AutoCompress.Host.Artifacts.S3;
using AutoCompress.Host.Store;
using Azure.Identity;

namespace AutoCompress.Host.Datasets;

/// <summary>Opens the places that references name, with what this silo's environment says about getting in.</summary>
/// <param name="handler">Of https requests; null for the machine's network and the certificates it trusts.</param>
internal sealed class DataPlaces(DataOptions options, TimeProvider time, Func<string, string?>? environment = null, HttpMessageHandler? handler = null) : IDisposable
{
    private readonly HttpMessageInvoker _client = new(handler ?? Handler(options));
    private readonly Func<string, string?> _environment = environment ?? Environment.GetEnvironmentVariable;

    /// <returns>The place, and what it calls the file or folder.</returns>
    /// <exception cref="DataProblem">This silo has no way in.</exception>
    public (IDataPlace Place, string Name) Open(DataReference reference)
    {
        try
        {
            return reference switch
            {
                DataReference.Https https => (new HttpPlace(_client, https.Address, options, time), ""),
                DataReference.Azure azure => (new ObjectPlace(
                    new AzureContainer(
                        new ArtifactAddress.AzureBlob(azure.Account, azure.Container, ""),
                        AzureAccount.Of(azure.Account, _environment, () => new DefaultAzureCredential()),
                        time,
                        options.Patience),
                    $"azblob://{azure.Account}/{azure.Container}/"), azure.Name),
                DataReference.S3 s3 => Open(s3, new ArtifactAddress.S3(s3.Bucket, "") { Region = s3.Region }),
                var other => throw new InvalidOperationException($"{other} is not fetched."),
            };
        }
        catch (StoreException problem)
        {
            throw new DataProblem($"names {reference}, which this silo cannot get into", problem.Message, problem);
        }
    }

    public void Dispose() => _client.Dispose();

    private (IDataPlace Place, string Name) Open(DataReference.S3 s3, ArtifactAddress.S3 bucket) =>
        (new ObjectPlace(new S3Bucket(bucket, S3Client.Open(bucket, _environment), time, options.Patience), $"s3://{s3.Bucket}/"), s3.Name);

    /// <summary>Without cookies, and without redirections that are not looked at.</summary>
    private static SocketsHttpHandler Handler(DataOptions options) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = options.ConnectTimeout,
    };
}
