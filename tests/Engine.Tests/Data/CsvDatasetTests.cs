using AutoCompress.Engine.Data;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Tests.Data;

public sealed class CsvDatasetTests
{
    [Fact]
    public void Read_NamedColumns_TakesTheLabelOut()
    {
        var data = Read("a,label,\"b, in mm\"\n1,0,2.5\n-3e2,2,4\n\n");

        Assert.Equal([2], data.SampleShape);
        Assert.Equal([0, 2], data.Labels);
        Assert.Equal([-300f, 4f], DataFolder.Sample(data, 1));
    }

    [Theory]
    [InlineData("0", 1)]
    [InlineData("-1", 3)]
    [InlineData("2", 3)]
    public void Read_NoNames_TakesTheColumnByNumber(string column, int label) => Assert.Equal([label], Read("1,2,3", column).Labels);

    [Theory]
    [InlineData("a,label\n1,0\n1,2,0\n", ":3 has 3 fields, but the first line has 2")]
    [InlineData("a,label\n1,0\n\nx,0\n", ":4 has 'x' in column 0")]
    [InlineData("a,label\n,0\n", ":2 has nothing in column 0")]
    [InlineData("a,label\nnan,0\n", "no finite number")]
    [InlineData("a,label\n1,\n", ":2 has no label")]
    [InlineData("a,label\n1,shoe\n", ":2 has the label 'shoe'")]
    [InlineData("a,label\n1,0.5\n", "no whole number")]
    [InlineData("a,label\n1,-1\n", "has label -1")]
    [InlineData("a,label\n", "holds no sample")]
    [InlineData("", "holds no sample")]
    [InlineData("label\n1\n", "no column beside its labels")]
    [InlineData("a,b\n1,2\n", "no column 'label', only a, b")]
    [InlineData("1,2\n1,2\n", "from 0 to 1, or -1 for the last")]
    public void Read_BadTable_IsRefusedWithItsLine(string text, string expected) =>
        Assert.Contains(expected, DataFolder.Refusal(() => Read(text)), StringComparison.Ordinal);

    [Fact]
    public void Read_SeveralInputsAndFlags_TakesEachItsColumns()
    {
        var spec = new DataSpec
        {
            Train = "",
            Test = "",
            Inputs = [new() { Name = "two", Columns = ["c", "a"] }, new() { Name = "one", Columns = ["1"] }],
            LabelColumns = ["red", "green"],
        };

        var data = CsvDataset.Read(new StringReader("a,b,c,green,red\n1,2,3,0,1\n4,5,6,1,1"), "t.csv", spec, new(TaskKind.MultiLabel, null, null, []));

        Assert.Equal(["two", "one"], data.Inputs.Select(input => input.Name));
        Assert.Equal([6f, 4, 5], DataFolder.Sample(data, 1));
        var flags = new float[2];
        data.Truth!.Read(0, flags);
        Assert.Equal([1f, 0], flags);
    }

    [Theory]
    [InlineData(TaskKind.Regression, "0.25", 0.25f)]
    [InlineData(TaskKind.SequenceLabels, "-1", Truths.Ignored)]
    [InlineData(TaskKind.SequenceLabels, "7", Truths.Ignored)]
    [InlineData(TaskKind.SequenceLabels, "6", 6f)]
    public void Read_LabelsOfATask_AreWhatItTakes(TaskKind task, string label, float expected)
    {
        var data = CsvDataset.Read(new StringReader($"a,label\n1,{label}"), "t.csv", new() { Train = "", Test = "", IgnoreLabel = 7 }, new(task, null, null, []));

        var truth = new float[1];
        data.Truth!.Read(0, truth);
        Assert.Equal(expected, truth[0]);
    }

    [Fact]
    public void Read_FlagThatIsNone_IsRefused() => Assert.Contains("a flag is 0 or 1", DataFolder.Refusal(() => CsvDataset.Read(
        new StringReader("a,label\n1,2"), "t.csv", new() { Train = "", Test = "" }, new(TaskKind.MultiLabel, null, null, []))), StringComparison.Ordinal);

    [Fact]
    public void Read_WithoutLabels_LeavesThemOutWhereTheyAreNamed()
    {
        var task = new StudyTask(TaskKind.Imitate, null, null, []);

        Assert.Equal([2], CsvDataset.Read(new StringReader("a,b\n1,2"), "t.csv", new() { Train = "", Test = "" }, task).SampleShape);
        Assert.Equal([1], CsvDataset.Read(new StringReader("a,b\n1,2"), "t.csv", new() { Train = "", Test = "", LabelColumn = "b" }, task).SampleShape);
    }

    private static Dataset Read(string text, string? column = null) =>
        CsvDataset.Read(new StringReader(text), "table.csv", new() { Train = "", Test = "", LabelColumn = column }, StudyTask.Classification);
}
