using AutoCompress.Engine.Data;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Data;

public sealed class DataSplitsTests : IDisposable
{
    private readonly IdxFixture _files = new();
    private readonly DataSpec _spec;

    public DataSplitsTests()
    {
        _files.WriteSet("train", 500, 5);
        _files.WriteSet("test", 60, 5);
        _spec = new() { Train = _files.Stem, Test = Path.Combine(_files.Folder, "test"), Selection = 101 };
    }

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Load_SameSeed_HoldsOutTheSameStratifiedSamples()
    {
        var (a, b, other) = (Load(_spec, 3), Load(_spec, 3), Load(_spec, 4));

        Assert.Equal(a.Selection.Indices, b.Selection.Indices);
        Assert.NotEqual(a.Selection.Indices, other.Selection.Indices);
        Assert.Equal(101, a.Selection.Count);
        Assert.Equal(Enumerable.Range(0, 500), a.Train.Indices.Concat(a.Selection.Indices).Order());
        Assert.All(a.Selection.Labels().CountBy(label => label), count => Assert.InRange(count.Value, 20, 21));
        Assert.Equal(60, a.Test.Count);
    }

    [Fact]
    public void Load_SelectionTakesAll_IsRefused()
    {
        var failure = Assert.Throws<StepFailureException>(() => Load(_spec with { Selection = 500 }, 1));

        Assert.Contains("data.selection", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_OtherShape_IsRefusedOnlyWhenAskedFor()
    {
        _files.WriteSet("test", 60, 5, side: 3);
        var splits = Load(_spec, 1);

        var failure = Assert.Throws<StepFailureException>(() => splits.Test);

        Assert.Contains("[3, 3]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fingerprint_OneByteOfATestLabelChanges_IsAnother()
    {
        var before = DataFingerprint.Of(_spec, StudyTask.Classification);
        Assert.Equal(before, DataFingerprint.Of(_spec with { Scale = 3 }, StudyTask.Classification));

        var path = Path.Combine(_files.Folder, "test-labels-idx1-ubyte");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.NotEqual(before, DataFingerprint.Of(_spec, StudyTask.Classification));
    }

    [Fact]
    public void Normalisation_Byte_IsScaledThenShiftedThenDivided()
    {
        float[] inputs = [0, 255];

        new Normalisation(1.0 / 255, 0.5, 0.25).Apply(inputs);

        Assert.Equal([-2f, 2f], inputs);
    }

    private static DataSplits Load(DataSpec spec, ulong seed) => DataSplits.Load(spec, StudyTask.Classification, seed);
}
