using AutoCompress.Engine.Data;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly IdxFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_SoundFile_GivesShapeAndBytes(bool zipped)
    {
        var idx = IdxFixture.Idx([1, 2, 3, 4, 5, 6], 3, 2);

        var content = IdxFile.Read(_files.Write("a", zipped ? IdxFixture.Gzip(idx) : idx));

        Assert.Equal([3, 2], content.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], content.Data);
    }

    public static TheoryData<string, byte[], string> BadFiles => new()
    {
        { "empty", [], "shorter than an IDX header" },
        { "text", "these are no images"u8.ToArray(), "no IDX file" },
        { "floats", [0, 0, 0x0D, 1, 0, 0, 0, 1, 0, 0, 0, 0], "no IDX file" },
        { "rank 0", [0, 0, 8, 0], "no IDX file" },
        { "rank 200", [0, 0, 8, 200, 0, 0, 0, 1], "no IDX file" },
        { "half a header", [0, 0, 8, 3, 0, 0, 0, 1], "shorter than an IDX header" },
        { "no items", IdxFixture.Idx([], 0, 4), "empty shape" },
        { "truncated", IdxFixture.Idx(new byte[9], 5, 2), "at most 9" },
        { "too long", IdxFixture.Idx(new byte[11], 5, 2), "goes on" },
        { "huge claim", IdxFixture.Idx(new byte[10], -1, -1, -1), "declares 79228162458924105385300197375 bytes" },
        { "truncated inside gzip", IdxFixture.Gzip(IdxFixture.Idx(new byte[9], 5, 2)), "ends after 9" },
        { "more inside gzip", IdxFixture.Gzip(IdxFixture.Idx(new byte[1 << 20], 5, 2)), "goes on" },
        { "claim beyond gzip", IdxFixture.Gzip(IdxFixture.Idx(new byte[10], 1 << 20, 16)), "can be in it" },
        { "gzip cut off", IdxFixture.Gzip(IdxFixture.Idx([.. Enumerable.Range(0, 200).Select(i => (byte)(i * i))], 200))[..40], "IDX" },
        { "gzip of nothing", [0x1F, 0x8B, 1, 2, 3], "damaged" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Read_BadFile_NamesFileFaultAndRemedy(string name, byte[] bytes, string fault)
    {
        var path = _files.Write(name, bytes);

        var failure = Assert.Throws<StepFailureException>(() => IdxFile.Read(path));

        Assert.Equal(FailureCause.InvalidData, failure.Cause);
        Assert.StartsWith(path, failure.Message, StringComparison.Ordinal);
        if (name != "gzip cut off")
        {
            Assert.Contains(fault, failure.Message, StringComparison.Ordinal);
        }

        Assert.Contains("again", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RandomMutants_NeverThrowAnythingElse()
    {
        var sound = IdxFixture.Gzip(IdxFixture.Idx([.. Enumerable.Range(0, 300).Select(i => (byte)(i * i))], 3, 10, 10));
        var random = new SplitMix64(7);
        for (var round = 0; round < 300; round++)
        {
            var mutant = sound.ToArray();
            mutant[random.Next(mutant.Length)] ^= (byte)(1 + random.Next(255));
            var path = _files.Write("mutant", mutant);
            try
            {
                Assert.Equal(300, IdxFile.Read(path).Data.Length);
            }
            catch (StepFailureException failure)
            {
                Assert.Equal(FailureCause.InvalidData, failure.Cause);
            }
        }
    }

    [Fact]
    public void Load_MissingFile_SaysWhichPathToGive()
    {
        var failure = Assert.Throws<StepFailureException>(() => IdxDataset.Load(_files.Stem, labelled: true));

        Assert.Equal(FailureCause.InvalidData, failure.Cause);
        Assert.Contains($"There is no {_files.Stem}-images-idx3-ubyte", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 9, "holds 10 images")]
    public void Load_CountsDiffer_NamesBoth(int images, int labels, string fault)
    {
        _files.Write("train-images-idx3-ubyte", IdxFixture.Idx(new byte[images * 4], images, 2, 2));
        _files.Write("train-labels-idx1-ubyte", IdxFixture.Idx(new byte[labels], labels));

        var failure = Assert.Throws<StepFailureException>(() => IdxDataset.Load(_files.Stem, labelled: true));

        Assert.Contains(fault, failure.Message, StringComparison.Ordinal);
        Assert.Contains("9 labels", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SwappedFiles_AsksWhetherTheyAreSwapped()
    {
        _files.Write("train-images-idx3-ubyte", IdxFixture.Idx(new byte[4], 4));
        _files.Write("train-labels-idx1-ubyte", IdxFixture.Idx(new byte[16], 4, 2, 2));

        var failure = Assert.Throws<StepFailureException>(() => IdxDataset.Load(_files.Stem, labelled: true));

        Assert.Contains("swapped", failure.Message, StringComparison.Ordinal);
    }
}
