namespace AutoCompress.Datasets;

/// <summary>One of the paths in a study's data section.</summary>
/// <param name="Name">As a study file writes it, without "data.": "train_labels", "inputs.ids.test".</param>
/// <param name="Path">What the study says: a path or an address, see <see cref="DataReference"/>.</param>
public sealed record DataField(string Name, string Path, DataShape Shape)
{
    /// <summary>The folder of a packed data set that holds its files: a name that every file system takes, and no other field has.</summary>
    public string Folder => Uri.EscapeDataString(Name);
}
