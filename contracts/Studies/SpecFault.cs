namespace AutoCompress.Studies;

/// <summary>One thing that is wrong with a study, and how to mend it.</summary>
/// <param name="Field">Where in the spec, as a study file writes it: "budget.trials".</param>
/// <param name="What">What is wrong, as the rest of a sentence about the field: "is 0".</param>
/// <param name="Remedy">What to do, as an order: "Give at least 1."</param>
/// <param name="Place">Where in a file, "study.yaml:7"; null when the spec came from none.</param>
public sealed record SpecFault(string Field, string What, string Remedy, string? Place = null)
{
    /// <summary>One line for a person.</summary>
    public override string ToString() => $"{(Place is null ? "" : Place + ": ")}{(Field.Length == 0 ? "" : Field + " ")}{What}. {Remedy}";
}
