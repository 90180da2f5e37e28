using AutoCompress.Engine.Data;
using AutoCompress.Engine.Tasks;

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

    private static Dataset Read(string text, string? column = null) => 
        CsvDataset.Read(new StringReader(text), "table.csv", new() { Train = "", Test = "", LabelColumn = column }, StudyTask.Classification);
}
