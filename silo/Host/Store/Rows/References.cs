namespace AutoCompress.Host.Store.Rows;

/// <summary>Every text that may name an artifact, and the ids of the studies that have rows.</summary>
internal static class References
{
    private static readonly (string Table, string Column)[] Columns =
    [
        ("study", "spec"), ("study", "inputs"), ("study", "\"plan\""), ("study", "front"),
        ("trial", "result"),
        ("work", "stage"), ("work", "checkpoint"),
        ("step_result", "output"),
    ];

    /// <summary>One statement, so one snapshot: a reference that moves from one table to another is seen in one of them.</summary>
    /// <param name="schema">Empty, or a name with a dot.</param>
    public static string Sql(string schema) => string.Join(
        " UNION ALL ",
        Columns.Select(column => $"SELECT {column.Column} AS text, NULL AS study FROM {schema}{column.Table} WHERE {column.Column} IS NOT NULL")
            .Append($"SELECT NULL, id FROM {schema}study"));
}
