using Spectre.Console;

namespace AutoCompress.Client.Display;

/// <summary>Plain tables for a terminal or a pipe.</summary>
internal static class Tables
{
    public static Table Create(params IReadOnlyList<string> columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)) { NoWrap = true });
        }

        return table;
    }

    public static void Row(this Table table, params IReadOnlyList<string> cells) => table.AddRow([.. cells.Select(cell => new Text(cell))]);

    public static void Print(this Table table) => AnsiConsole.Write(table);
}
