using System.Globalization;
using System.Text;
using AutoCompress.Engine.Transforming;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Tests.Families;

/// <summary>docs/families.md says what can be cut of each family. A change there is seen here first; AUTOCOMPRESS_REWRITE_DOCS=1 writes it down.</summary>
public sealed class FamilyTableTests
{
    private const string Introduction = """
        # Families

        What can be cut of each family of models: the tiny fixtures of `tests/Engine.Tests/Families` (random weights, PyTorch's own exporter, opsets 13
        and 17), so the shares are those of small networks, and large ones have more. *Groups* are independent choices, *blocks* can be left out as a whole; *within reach* is the
        share of the parameters in tensors that a group reaches; *halved* are the parameters and MACs that are left when every group keeps half. The
        last column names what stops channels, beside the model's inputs and outputs, which keep their shapes.

        Written by `FamilyTableTests` (run `make generated-docs` after a change).

        | family | groups | blocks | within reach | parameters halved | MACs halved | what stops channels |
        |---|---|---|---|---|---|---|

        """;

    [Fact]
    public void Table_OfEveryFamily_IsTheOneInTheDocs()
    {
        var path = Path.Combine(Family.Root, "docs", "families.md");
        var table = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var family in Family.Names)
        {
            table.Append(Row(family)).Append('\n');
        }

        if (Environment.GetEnvironmentVariable("AUTOCOMPRESS_REWRITE_DOCS") == "1")
        {
            File.WriteAllText(path, table.ToString());
        }

        Assert.Equal(File.ReadAllText(path), table.ToString());
    }

    private static string Row(string family)
    {
        var analysis = ModelAnalyzer.Analyze(Family.Prepared(family), 0);
        var halved = analysis.CostOf(group => group.Kept(0.5));
        var stops = analysis.Barriers.Where(barrier => !barrier.Reason.StartsWith("Its channels cannot be cut", StringComparison.Ordinal))
            .GroupBy(barrier => barrier.OpType).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Count() == 1 ? group.Key : $"{group.Count()} {group.Key}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {family} | {analysis.Groups.Length} | {analysis.Blocks.Length} | {100.0 * analysis.PrunableParams() / analysis.Params:0} % "
            + $"| {100 * halved.Params / analysis.Params:0} % "
            + $"| {100 * halved.Macs / Math.Max(1, analysis.Macs):0} % | {string.Join(", ", stops)} |");
    }
}
