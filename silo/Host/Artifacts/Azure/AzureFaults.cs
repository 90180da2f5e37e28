using Azure;
using Azure.Identity;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts.Azure;

/// <summary>What the errors of Azure Blob Storage mean for whoever asked. The service's own words are left out where they could hold a signature.</summary>
internal static class AzureFaults
{
    /// <summary>Null for one that is none of Azure's.</summary>
    public static StoreException? Explain(Exception problem, string place, AzureAccount account) => problem switch
    {
        AuthenticationFailedException => Of($"{place}: no way in was found. Set AZURE_STORAGE_CONNECTION_STRING, or sign in to Entra ID ('az login', a managed identity, AZURE_CLIENT_ID…)."),
        RequestFailedException { Status: 403 } error => Of(
            $"{place} refuses ({error.ErrorCode}). Check the key, the signature's rights or the role (Storage Blob Data Contributor), and this machine's clock."),
        RequestFailedException { ErrorCode: "ContainerNotFound" } => Of($"{place} does not exist. Make the container, or name another with --artifacts."),
        RequestFailedException { Status: > 0 } error when !AzureRequests.IsPassing(error) => Of($"{place} cannot be used: {error.ErrorCode ?? $"status {error.Status}"}."),
        RequestFailedException { Status: > 0 } error => Of($"{place} does not do its work: {error.ErrorCode ?? $"status {error.Status}"}. Try again when it does; nothing that was finished is lost."),
        _ when AzureRequests.IsPassing(problem) => Of(
            $"{place} cannot be reached at {account.Endpoint.Host}:{account.Endpoint.Port}: {(problem.InnerException ?? problem).Message.TrimEnd('.')}. Check the network; nothing that was finished is lost."),
        _ => null,
    };

    private static StoreException Of(string message) => new(message, new IOException(message));
}
