using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Artifacts;

public sealed class ArtifactAddressTests
{
    [Theory]
    [InlineData("azblob://account/container", "azblob://account/container")]
    [InlineData("azblob://account/container/a/b/", "azblob://account/container/a/b")]
    [InlineData("s3://bucket", "s3://bucket")]
    [InlineData("s3://bucket/a/b?region=eu-central-1&endpoint=http%3A%2F%2F127.0.0.1%3A9000", "s3://bucket/a/b")]
    [InlineData("/mnt/artifacts", "/mnt/artifacts")]
    public void Parse_Address_IsNamedWithoutItsSettings(string text, string name) => Assert.Equal(name, ArtifactAddress.Parse(text).ToString());

    [Fact]
    public void Parse_Settings_AreRead()
    {
        var address = Assert.IsType<ArtifactAddress.S3>(ArtifactAddress.Parse("s3://bucket/a/b?region=eu-central-1&endpoint=http://127.0.0.1:9000"));

        Assert.Equal(("bucket", "a/b/", "eu-central-1"), (address.Bucket, address.Prefix, address.Region));
        Assert.Equal(9000, address.Endpoint!.Port);
    }

    [Theory]
    [InlineData("azblob://account")]
    [InlineData("azblob://account/container?sv=secret")]
    [InlineData("azblob://user:secret@account/container")]
    [InlineData("s3://")]
    [InlineData("s3://key:secret@bucket")]
    [InlineData("s3://bucket?secret=secret")]
    [InlineData("gs://secret")]
    public void Parse_WhatCannotBeRead_SaysHowToWriteItAndRepeatsNothing(string text) =>
        Assert.DoesNotContain("secret", Assert.Throws<StoreException>(() => ArtifactAddress.Parse(text)).Message, StringComparison.Ordinal);
}
