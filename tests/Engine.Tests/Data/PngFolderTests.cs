using AutoCompress.Engine.Data;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Tests.Data;

public sealed class PngFolderTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_GrayOfOneSize_GivesPlanesAndClassesInOrder()
    {
        _folder.Write("dog/b.png", PngBytes.Gray(2, 1, [5, 6]));
        _folder.Write("cat/a.PNG", PngBytes.Gray(2, 1, [1, 2]));
        _folder.Write("dog/a.png", PngBytes.Gray(2, 1, [3, 4]));
        _folder.Write("dog/.hidden", [1]);

        var data = PngFolder.Load(_folder.Path, null, null, labelled: true);

        Assert.Equal([1, 2], data.SampleShape);
        Assert.Equal(["cat", "dog"], data.Classes);
        Assert.Equal([0, 1, 1], data.Labels);
        Assert.Equal([5f, 6f], DataFolder.Sample(data, 2));
    }

    [Fact]
    public void Load_GrayAmongColour_BecomesThreePlanes()
    {
        _folder.Write("a/0.png", PngBytes.Gray(2, 1, [1, 2]));
        _folder.Write("a/1.png", PngBytes.Rgb(2, 1, [1, 2, 3, 4, 5, 6]));

        var data = PngFolder.Load(_folder.Path, null, null, labelled: true);

        Assert.Equal([3, 1, 2], data.SampleShape);
        Assert.Equal([1f, 2f, 1f, 2f, 1f, 2f], DataFolder.Sample(data, 0));
        Assert.Equal([1f, 4f, 2f, 5f, 3f, 6f], DataFolder.Sample(data, 1));
        Assert.Equal([1, 2], PngFolder.Load(_folder.Path, null, 1, labelled: true).SampleShape);
    }

    [Fact]
    public void Load_TwoSizes_AsksForOneAndResizesToIt()
    {
        _folder.Write("a/0.png", PngBytes.Gray(2, 1, [0, 100]));
        _folder.Write("a/1.png", PngBytes.Gray(4, 1, [1, 2, 3, 4]));

        Assert.Contains("1.png has 1 x 4 pixels, but", DataFolder.Refusal(() => PngFolder.Load(_folder.Path, null, null, labelled: true)), StringComparison.Ordinal);

        var data = PngFolder.Load(_folder.Path, new ImageSize(1, 4), null, labelled: true);
        Assert.Equal([0f, 25f, 75f, 100f], DataFolder.Sample(data, 0));
        Assert.Equal([1f, 2f, 3f, 4f], DataFolder.Sample(data, 1));
    }

    [Fact]
    public void Load_WhatIsNoClassFolder_IsRefused()
    {
        Assert.Contains("holds no folders", Refusal(), StringComparison.Ordinal);
        var strange = _folder.Write("a/x.jpg", [1, 2]);
        Assert.Contains("x.jpg is no PNG file. Convert it", Refusal(), StringComparison.Ordinal);
        File.Delete(strange);
        Assert.Contains("holds no PNG file", Refusal(), StringComparison.Ordinal);
        _folder.Write("a/x.png", [1, 2]);
        Assert.Contains("x.png is no PNG file", Refusal(), StringComparison.Ordinal);

        string Refusal() => DataFolder.Refusal(() => PngFolder.Load(_folder.Path, null, null, labelled: true));
    }

    [Fact]
    public void Splits_TestHasOtherClasses_IsRefused()
    {
        for (var i = 0; i < 4; i++)
        {
            _folder.Write($"train/{i % 2}/{i}.png", PngBytes.Gray(1, 1, [1]));
            _folder.Write($"test/{(i % 2) + 1}/{i}.png", PngBytes.Gray(1, 1, [1]));
        }

        var splits = DataSplits.Load(Spec, StudyTask.Classification, 1);

        Assert.Contains("are 1, 2, but those of", DataFolder.Refusal(() => splits.Test), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithoutLabels_TakesTheFolderItself()
    {
        var folder = Path.Combine(_folder.Path, "flat");
        _folder.Write("flat/a.png", PngBytes.Gray(1, 2, [1, 2]));
        _folder.Write("flat/b.png", PngBytes.Gray(1, 2, [3, 4]));

        var data = PngFolder.Load(folder, null, null, labelled: false);

        Assert.Null(data.Truth);
        Assert.Equal([3f, 4], DataFolder.Sample(data, 1));
    }

    [Fact]
    public void Fingerprint_ImageMovesToAnotherClass_IsAnother()
    {
        foreach (var split in new[] { "train", "test" })
        {
            _folder.Write($"{split}/a/0.png", PngBytes.Gray(1, 1, [1]));
            _folder.Write($"{split}/a/1.png", PngBytes.Gray(1, 1, [2]));
            _folder.Write($"{split}/b/2.png", PngBytes.Gray(1, 1, [3]));
        }

        var before = DataFingerprint.Of(Spec, StudyTask.Classification);
        File.Move(Path.Combine(_folder.Path, "train/a/1.png"), Path.Combine(_folder.Path, "train/b/1.png"));

        Assert.NotEqual(before, DataFingerprint.Of(Spec, StudyTask.Classification));
    }

    private DataSpec Spec => new()
    {
        Train = Path.Combine(_folder.Path, "train"),
        Test = Path.Combine(_folder.Path, "test"),
        Format = DataFormat.PngFolder,
        Selection = 2,
    };
}
