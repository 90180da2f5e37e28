using AutoCompress.Datasets;

namespace AutoCompress.Cluster.Tests.Datasets;

public sealed class DataReferenceTests
{
    private static string Hash => new('a', 64);

    [Fact]
    public void Parse_EachKind_IsRead()
    {
        Assert.Equal(new DataReference.Local("/data/train"), Read("/data/train"));
        Assert.Equal(new DataReference.Local("/data/a b"), Read("file:///data/a%20b"));
        Assert.Equal(new DataReference.Https(new Uri("https://host/a/train?x=1")), Read("https://host/a/train?x=1"));
        Assert.Equal(new DataReference.Azure("account", "container", "a/b"), Read("azblob://account/container/a/b/"));
        Assert.Equal(new DataReference.S3("bucket", "a/b", null), Read("s3://bucket/a/b"));
        Assert.Equal(new DataReference.S3("bucket", "a", "eu-central-1"), Read("s3://bucket/a?region=eu-central-1"));
        Assert.Equal(new DataReference.Artifact(Hash, "train/x.npy"), Read($"artifact:{Hash}/train/x.npy"));
        Assert.Equal(new DataReference.Artifact(Hash, ""), Read($"artifact:{Hash}"));
        Assert.Equal($"artifact:{Hash}/a", Read($"artifact:{Hash}/a/").ToString());
        Assert.Equal("https://host/a", Read("https://host/a?signature=geheim").ToString());
    }

    [Theory]
    [InlineData("ftp://host/a", "is a 'ftp' address, which AutoCompress does not read")]
    [InlineData("http://host/a", "Write https")]
    [InlineData("https://anna:geheim@host/a", "holds a password")]
    [InlineData("https://host/a#b", "holds a '#'")]
    [InlineData("file://host/a", "Write file:///PATH")]
    [InlineData("azblob://account/container", "azblob://ACCOUNT/CONTAINER/NAME")]
    [InlineData("azblob://a.evil.org/container/x", "azblob://ACCOUNT/CONTAINER/NAME")]
    [InlineData("azblob://account/container/x?sig=1", "belong into the silo's environment")]
    [InlineData("s3://bucket", "s3://BUCKET/NAME")]
    [InlineData("s3://bucket/x?endpoint=https://evil.org", "belong into the silo's environment")]
    [InlineData("artifact:abc/x", "64 hexadecimal digits")]
    [InlineData("artifact:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/../x", "64 hexadecimal digits")]
    public void Parse_WhatIsNone_SaysWhatToDo(string text, string expected)
    {
        var (reference, what, remedy) = DataReference.Parse(text);

        Assert.Null(reference);
        Assert.Contains(expected, $"{what}. {remedy}", StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", what + remedy, StringComparison.Ordinal);
    }

    private static DataReference Read(string text) => Assert.IsType<DataReference>(DataReference.Parse(text).Reference, exactMatch: false);
}
