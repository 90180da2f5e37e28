using System.Buffers;
using System.IO.Pipelines;
using AutoCompress.Cluster.Tests.Wire.Echo;
using AutoCompress.Wire.Framing;

namespace AutoCompress.Cluster.Tests.Wire;

public sealed class FramingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadAsync_MessagesSplitAnywhere_ComeBackWhole()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var texts = Enumerable.Range(0, random.Next(1, 6)).Select(i => new string((char)('a' + i), random.Next(3) == 0 ? 0 : random.Next(5000))).ToList();
            var bytes = new ArrayBufferWriter<byte>();
            texts.ForEach(text => FrameWriter.Write(bytes, new Ping { Text = text }, random.Next(2) == 0));

            var pipe = new Pipe();
            var writing = WriteSplitAsync(pipe.Writer, bytes.WrittenMemory, random);
            var reader = new FrameReader(pipe.Reader, GrpcHeaders.Gzip, FrameReader.DefaultLimit);
            var read = new List<string>();
            while (await reader.ReadAsync(Ping.Parser, Cancel) is { } ping)
            {
                read.Add(ping.Text);
            }

            await writing;
            Assert.Equal(texts, read);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0 }, null, GrpcCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1, 2 }, null, GrpcCode.Internal)]
    [InlineData(new byte[] { 7, 0, 0, 0, 0 }, null, GrpcCode.Internal)]
    [InlineData(new byte[] { 0, 255, 255, 255, 255 }, null, GrpcCode.ResourceExhausted)]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 }, null, GrpcCode.Internal)]
    [InlineData(new byte[] { 1, 0, 0, 0, 3, 1, 2, 3 }, "gzip", GrpcCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 255 }, null, GrpcCode.Internal)]
    public async Task ReadAsync_ABadBody_HasItsStatus(byte[] body, string? encoding, GrpcCode expected)
    {
        var reader = new FrameReader(PipeReader.Create(new ReadOnlySequence<byte>(body)), encoding, FrameReader.DefaultLimit);

        Assert.Equal(expected, (await Assert.ThrowsAsync<GrpcException>(async () => await reader.ReadAsync(Ping.Parser, Cancel))).Code);
    }

    [Fact]
    public async Task ReadAsync_PackedBeyondTheLimit_IsResourceExhausted()
    {
        var bytes = new ArrayBufferWriter<byte>();
        FrameWriter.Write(bytes, new Ping { Text = new string('x', 1_000_000) }, gzip: true);
        Assert.True(bytes.WrittenCount < 10_000);
        var reader = new FrameReader(PipeReader.Create(new ReadOnlySequence<byte>(bytes.WrittenMemory)), GrpcHeaders.Gzip, 100_000);

        Assert.Equal(GrpcCode.ResourceExhausted, (await Assert.ThrowsAsync<GrpcException>(async () => await reader.ReadAsync(Ping.Parser, Cancel))).Code);
    }

    [Theory]
    [InlineData("1H", 3600_000)]
    [InlineData("2M", 120_000)]
    [InlineData("3S", 3000)]
    [InlineData("99999999m", 99_999_999)]
    [InlineData("5000u", 5)]
    [InlineData("1000000n", 1)]
    public void Timeout_EveryUnit_Reads(string text, double milliseconds)
    {
        Assert.True(GrpcTimeout.TryParse(text, out var timeout));
        Assert.Equal(milliseconds, timeout.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("-1S")]
    [InlineData("1.5S")]
    [InlineData("1s")]
    [InlineData("123456789S")]
    public void Timeout_Malformed_IsRefused(string text) => Assert.False(GrpcTimeout.TryParse(text, out _));

    [Fact]
    public void Timeout_RoundTrip_IsNeverShorterAndHardlyLonger()
    {
        var random = new Random(3);
        for (var i = 0; i < 1000; i++)
        {
            var timeout = TimeSpan.FromTicks((long)Math.Pow(10, random.NextDouble() * 17));
            Assert.True(GrpcTimeout.TryParse(GrpcTimeout.Format(timeout), out var back));
            Assert.InRange(back.Ticks, timeout.Ticks, timeout.Ticks * 1.00002 + TimeSpan.TicksPerMicrosecond);
        }

        Assert.True(GrpcTimeout.TryParse(GrpcTimeout.Format(TimeSpan.MaxValue), out _));
    }

    [Fact]
    public void PercentEncoding_RoundTrip_IsEqualAndPrintable()
    {
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => char.ConvertFromUtf32(random.Next(4) == 0 ? random.Next(0x10000, 0x10FFFF) : random.Next(0, 0x300))));
            var encoded = PercentEncoding.Encode(text);
            Assert.All(encoded, character => Assert.InRange(character, ' ', '~'));
            Assert.Equal(text, PercentEncoding.Decode(encoded));
        }
    }

    [Theory]
    [InlineData("50%", "50%")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("%4", "%4")]
    public void PercentEncoding_InvalidEscapes_StayAsTheyAre(string text, string expected) => Assert.Equal(expected, PercentEncoding.Decode(text));

    [Theory]
    [InlineData("AP8B", new byte[] { 0, 255, 1 })]
    [InlineData("AP8=", new byte[] { 0, 255 })]
    [InlineData("AP8", new byte[] { 0, 255 })]
    [InlineData("", new byte[0])]
    public void Metadata_Binary_TakesBase64WithAndWithoutPadding(string header, byte[] expected)
    {
        var metadata = new GrpcMetadata();
        metadata.AddHeader("Some-Bin", header);

        Assert.Equal(expected, metadata.Bytes("some-bin"));
    }

    [Fact]
    public void Metadata_BinaryValuesJoinedByCommas_AreSeveral()
    {
        var metadata = new GrpcMetadata();
        metadata.AddHeader("a-bin", "AA,AQ==");

        Assert.Equal([0, 1], metadata.Select(entry => entry.Value[0]));
    }

    [Fact]
    public void Metadata_ReservedAndUnprintable_AreRefused()
    {
        var metadata = new GrpcMetadata();
        metadata.AddHeader("grpc-timeout", "1S");

        Assert.Empty(metadata);
        Assert.Throws<ArgumentException>(() => metadata.Add("grpc-status", "0"));
        Assert.Throws<ArgumentException>(() => metadata.Add("Upper", "x"));
        Assert.Throws<ArgumentException>(() => metadata.Add("text", "ü"));
        Assert.Throws<ArgumentException>(() => metadata.Add("text", [1]));
        Assert.Throws<ArgumentException>(() => metadata.Add("x-bin", "text"));
    }

    private static async Task WriteSplitAsync(PipeWriter writer, ReadOnlyMemory<byte> bytes, Random random)
    {
        while (!bytes.IsEmpty)
        {
            var part = Math.Min(bytes.Length, random.Next(4) == 0 ? random.Next(1, 8) : random.Next(1, 3000));
            await writer.WriteAsync(bytes[..part], Cancel);
            bytes = bytes[part..];
        }

        await writer.CompleteAsync();
    }
}
