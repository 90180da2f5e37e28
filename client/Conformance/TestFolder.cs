using System.Collections.Immutable;

namespace AutoCompress.Client.Conformance;

/// <summary>One backend test on disk.</summary>
/// <param name="Model">Null when a list names the test but no folder holds it.</param>
/// <param name="DataFiles">Path by name, such as test_data_set_0/input_0.pb.</param>
internal sealed record TestFolder(string Name, string? Model, ImmutableSortedDictionary<string, string> DataFiles);
