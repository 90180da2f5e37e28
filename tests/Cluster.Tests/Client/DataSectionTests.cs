using AutoCompress.Client.Studies;
using AutoCompress.Studies;

namespace AutoCompress.Cluster.Tests.Client;

public sealed class DataSectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("data-section-").FullName;

    public DataSectionTests()
    {
        foreach (var file in new[] { "m.onnx", "a.npy", "b.npy", "d.npz", "t.csv" })
        {
            File.WriteAllText(InFolder(file), "");
        }

        Directory.CreateDirectory(InFolder("images"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Parse_NpyWithItsLabels_IsRead()
    {
        var data = Data("{ format: npy, train: a.npy, train_labels: b.npy, test: a.npy, test_labels: b.npy, scale: 0.5 }");

        Assert.Equal(
            new DataSpec { Format = DataFormat.Npy, Train = InFolder("a.npy"), TrainLabels = InFolder("b.npy"), Test = InFolder("a.npy"), TestLabels = InFolder("b.npy"), Scale = 0.5 },
            data);
    }

    [Fact]
    public void Parse_PngFolder_ReadsSizeAndChannels()
    {
        var data = Data("{ format: png-folder, train: images, test: images, size: [32, 48], channels: 3, mean: [0.1, 0.2, 0.3], std: [1, 2, 3] }");

        Assert.Equal(new ImageSize(32, 48), data.Size);
        Assert.Equal(3, data.Channels);
        Assert.Equal([0.1, 0.2, 0.3], data.ChannelMean);
        Assert.Equal([1.0, 2.0, 3.0], data.ChannelStd);
        Assert.Equal(1.0 / 255, data.ScaleOrDefault);
    }

    [Fact]
    public void Parse_NpzAndCsv_ReadTheirNames()
    {
        var npz = Data("{ format: npz, train: d.npz, test: d.npz, samples_array: images, labels_array: answers }");
        Assert.Equal(("images", "answers"), (npz.SamplesArray, npz.LabelsArray));
        Assert.Equal(1, npz.ScaleOrDefault);
        Assert.Equal("-1", Data("{ format: csv, train: t.csv, test: t.csv, label_column: -1 }").LabelColumn);
    }

    [Fact]
    public void Parse_SeveralInputs_AreReadByName()
    {
        var data = Data("{ format: npy, inputs: { ids: { train: a.npy, test: b.npy }, image: { train: a.npy, test: b.npy, scale: 0.1, mean: [1, 2], std: 3 } }, train_labels: a.npy, test_labels: b.npy }");

        Assert.Equal(["ids", "image"], data.Inputs.Select(input => input.Name));
        Assert.Equal((InFolder("a.npy"), InFolder("b.npy")), (data.Inputs[0].Train, data.Inputs[0].Test));
        Assert.Equal((0.1, 3), (data.Inputs[1].Scale, data.Inputs[1].Std));
        Assert.Equal([1.0, 2.0], data.Inputs[1].ChannelMean);
        Assert.Equal(["age", "-2"], Data("{ format: csv, train: t.csv, test: t.csv, inputs: { x: { columns: [age, -2] } } }").Inputs[0].Columns);
    }

    [Fact]
    public void Parse_Addresses_AreLeftToTheSilo()
    {
        var data = Data($"{{ format: npz, train: 'https://host/d.npz', test: 'file://{InFolder("d.npz")}' }}");

        Assert.Equal(("https://host/d.npz", InFolder("d.npz")), (data.Train, data.Test));
        Assert.Equal("s3://bucket/train", Data("{ format: png-folder, train: 's3://bucket/train', test: images }").Train);
    }

    [Theory]
    [InlineData("{ format: npz, train: 'ftp://host/d.npz', test: d.npz }", "study.yaml:3: data.train is a 'ftp' address, which AutoCompress does not read. Give a path, https://")]
    [InlineData("{ format: png-folder, train: 'https://host/train', test: images }", "https cannot tell what a folder holds")]
    [InlineData("{ format: npy, inputs: { ids: { train: a.npy } }, train_labels: a.npy, test_labels: b.npy }", "data.inputs.ids.test is missing")]
    [InlineData("{ format: npz, train: d.npz, test: d.npz, inputs: { x: { columns: [a] } } }", "data.inputs.x.columns means nothing for format npz")]
    [InlineData("{ format: csv, train: t.csv, test: t.csv, inputs: { x: { scale: 2 } } }", "data.inputs.x.columns is missing")]
    [InlineData("{ format: csv, train: t.csv, test: t.csv, label_column: [a, b] }", "names 2 columns, but task classification has one label a sample")]
    [InlineData("{ format: png-folder, train: images, test: images, inputs: { x: { scale: 2 } } }", "data.inputs means nothing for format png-folder")]
    [InlineData("{ format: npyy, train: a.npy, test: a.npy }", "Did you mean npy?")]
    [InlineData("{ format: spreadsheet, train: a.npy, test: a.npy }", "idx, npy, npz, csv, png-folder, tensor-proto")]
    [InlineData("{ format: csv, train: none.csv, test: t.csv }", "none.csv, which is no file here")]
    [InlineData("{ format: png-folder, train: images, test: t.csv }", "t.csv, which is no folder here")]
    [InlineData("{ format: npy, train: a.npy, test: a.npy, test_labels: b.npy }", "data.train_labels is missing")]
    [InlineData("{ format: csv, train: t.csv, test: t.csv, size: [1, 1] }", "data.size means nothing for format csv. Leave it out, or give format: png-folder.")]
    [InlineData("{ format: png-folder, train: images, test: images, size: 32 }", "height and width in pixels, such as [32, 32]")]
    [InlineData("{ format: png-folder, train: images, test: images, size: [0, 9] }", "each from 1 to 8192")]
    [InlineData("{ format: png-folder, train: images, test: images, channels: 2 }", "Give 1 for gray or 3 for colour.")]
    [InlineData("{ format: png-folder, train: images, test: images, mean: [a, b] }", "such as [0.5, 0.5, 0.5]")]
    [InlineData("{ format: png-folder, train: images, test: images, std: [1, 0, 1] }", "Give numbers above 0")]
    [InlineData("{ format: png-folder, train: images, test: images, mean: [1, 0, 1], std: [1, 2] }", "has 2 numbers, but data.mean has 3")]
    public void Parse_OneMistake_NamesItOnceWithItsRemedy(string section, string expected)
    {
        var refused = Assert.IsType<StudyFileResult.Refused>(Parse(section));
        var fault = Assert.Single(
            refused.Faults,
            each => !(each.Field == "data.train" || each.Field == "data.test") || each.What.Contains(" here", StringComparison.Ordinal) || each.What.Contains("address", StringComparison.Ordinal));

        Assert.Contains(expected, fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Equals_SameLists_AreEqual()
    {
        var (one, other) = (new DataSpec { Train = "a", Test = "b", ChannelMean = [1, 2] }, new DataSpec { Train = "a", Test = "b", ChannelMean = [1, 2] });

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, other with { ChannelMean = [1, 3] });
    }

    private string InFolder(string file) => Path.Combine(_folder, file);

    private DataSpec Data(string section) => Assert.IsType<StudyFileResult.Loaded>(Parse(section)).Spec.Data;

    private StudyFileResult Parse(string section) =>
        StudyFile.Parse(new StringReader($"name: a\nmodel: m.onnx\ndata: {section}\n"), InFolder("study.yaml"), checkData: true);
}
