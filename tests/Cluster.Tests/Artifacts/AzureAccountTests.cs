using Azure.Core;
using AutoCompress.Host.Artifacts.Azure;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Artifacts;

public sealed class AzureAccountTests
{
    private static readonly byte[] Key = [1, 2, 3];

    private static string KeyText => Convert.ToBase64String(Key);

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "devstoreaccount1", "http://127.0.0.1:10000/devstoreaccount1")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=mine;AccountKey=AQID;EndpointSuffix=core.windows.net", "mine", "https://mine.blob.core.windows.net/")]
    [InlineData("AccountName=mine;AccountKey=AQID;BlobEndpoint=https://blobs.example/", "mine", "https://blobs.example/")]
    [InlineData("BlobEndpoint=https://mine.blob.core.windows.net;SharedAccessSignature=sv=1&sig=abc", "mine", "https://mine.blob.core.windows.net/")]
    public void Of_ConnectionString_IsRead(string connection, string name, string endpoint)
    {
        var account = Of(name, new() { ["AZURE_STORAGE_CONNECTION_STRING"] = connection });

        Assert.Equal((name, endpoint), (account.Name, account.Endpoint.ToString()));
        Assert.True(account.Key is not null ^ account.Signature is not null);
    }

    [Fact]
    public void Of_KeySignatureAndNothing_FindTheirWaysIn()
    {
        Assert.Equal(Key, Of("mine", new() { ["AZURE_STORAGE_KEY"] = KeyText }).Key);
        Assert.Equal("sv=1&sig=abc", Of("mine", new() { ["AZURE_STORAGE_SAS_TOKEN"] = "?sv=1&sig=abc" }).Signature);
        Assert.NotNull(Of("mine", []).Credential);
    }

    [Theory]
    [InlineData("AccountName=mine")]
    [InlineData("AccountName=mine;AccountKey=not base64: secret")]
    [InlineData("AccountName=another;AccountKey=AQID")]
    [InlineData("secret")]
    public void Of_WhatCannotBeUsed_SaysWhyAndRepeatsNothing(string connection)
    {
        var problem = Assert.Throws<StoreException>(() => Of("mine", new() { ["AZURE_STORAGE_CONNECTION_STRING"] = connection }));

        Assert.Contains("AZURE_STORAGE_CONNECTION_STRING", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem.ToString(), StringComparison.Ordinal);
    }

    private static AzureAccount Of(string name, Dictionary<string, string> environment) =>
        AzureAccount.Of(name, environment.GetValueOrDefault, () => DelegatedTokenCredential.Create((_, _) => default));
}
