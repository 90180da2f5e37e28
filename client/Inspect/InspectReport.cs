using System.Globalization;
using AutoCompress.Client.Results;
using AutoCompress.Spaces;
using Spectre.Console;

namespace AutoCompress.Client.Inspect;

/// <summary>A <see cref="ModelAnalysis"/> for a person.</summary>
internal static class InspectReport
{
    public static void Print(string name, ModelAnalysis analysis)
    {
        var share = PrunableShare.Of(analysis);
        AnsiConsole.MarkupLine($"[bold]{Markup.Escape(name)}[/]  opset {analysis.Opset}, {FrontText.Bytes(analysis.Size)}");
        Line($"  parameters  {analysis.Params:N0}, of which {share.Params:P0} can be cut");
        if (analysis.FrozenParams > 0)
        {
            Line($"  frozen      {analysis.FrozenParams:N0} parameters that no gradient reaches");
        }

        Line($"  MACs        {analysis.Macs:N0} a sample, of which {share.Macs:P0} can be cut");
        foreach (var port in analysis.Inputs)
        {
            Line($"  input       {port.Name}: {port.ElementType} {Shape(port)}");
        }

        foreach (var port in analysis.Outputs)
        {
            Line($"  output      {port.Name}: {port.ElementType} {Shape(port)}");
        }

        AnsiConsole.Write(Groups(analysis));
        if (analysis.Blocks.Length > 0)
        {
            AnsiConsole.Write(Blocks(analysis));
        }

        if (analysis.Barriers.Length > 0)
        {
            AnsiConsole.Write(Barriers(analysis));
        }
    }

    private static Table Groups(ModelAnalysis analysis)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey).Title($"[bold]{analysis.Groups.Length} channel groups[/]");
        table.AddColumns("group", "channels", "kept in steps of", "parameters", "MACs", "cut together");
        foreach (var group in analysis.Groups)
        {
            var (parameters, macs) = PrunableShare.Total(analysis, analysis.Costs.Where(term => term.Groups.Contains(group.Name)));
            table.AddRow(
                Markup.Escape(group.Name),
                Number($"{group.Channels}"),
                Number($"{group.Granularity}"),
                Number($"{parameters:N0}"),
                Number($"{macs:N0}"),
                Markup.Escape(string.Join(", ", group.Producers)));
        }

        return table;
    }

    private static Table Blocks(ModelAnalysis analysis)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey).Title($"[bold]{analysis.Blocks.Length} blocks that can be left out[/]");
        table.AddColumns("block", "nodes", "parameters", "MACs", "inside");
        foreach (var block in analysis.Blocks)
        {
            table.AddRow(
                Markup.Escape(block.Name),
                Number($"{block.Nodes.Length}"),
                Number($"{block.Params:N0}"),
                Number($"{block.Macs:N0}"),
                Markup.Escape(block.Inside ?? ""));
        }

        return table;
    }

    private static Table Barriers(ModelAnalysis analysis)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey).Title("[bold]what cannot be cut or trained[/]");
        table.AddColumns("node", "operator", "reason");
        foreach (var barrier in analysis.Barriers)
        {
            table.AddRow(Markup.Escape(barrier.Node), Markup.Escape(barrier.OpType), Markup.Escape(barrier.Reason));
        }

        return table;
    }

    private static string Shape(ModelPort port) => $"[{string.Join(", ", port.Shape.Select(size => size < 0 ? "?" : size.ToString(CultureInfo.InvariantCulture)))}]";

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
