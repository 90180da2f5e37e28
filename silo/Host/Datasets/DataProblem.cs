namespace AutoCompress.Host.Datasets;

/// <summary>Data that a study names cannot be had. An expected failure: whoever takes the study in names it beside all others.</summary>
/// <param name="what">The rest of a sentence about the field: "names https://…, which is not there".</param>
/// <param name="remedy">What to do, as an order.</param>
internal sealed class DataProblem(string what, string remedy, Exception? cause = null) : Exception($"{what}. {remedy}", cause)
{
    public string What => what;

    public string Remedy => remedy;
}
