namespace AutoCompress.Host.Store.Rows;

/// <summary>A row of the table <c>decision</c>.</summary>
internal sealed class DecisionRow
{
    public long Seq { get; set; }

    public long At { get; set; }

    public string Record { get; set; } = "";

    public LoggedDecision ToDecision() => new(Seq, DateTimeOffset.FromUnixTimeMilliseconds(At), Record);
}
