using AutoCompress.Datasets;

namespace AutoCompress.Client.Studies;

/// <summary>Paths as a study file writes them.</summary>
internal static class StudyPath
{
    /// <summary>A path becomes absolute; an address stays as it is, but for file:///, which is a path.</summary>
    /// <param name="folder">Where relative paths start.</param>
    public static string Rooted(string path, string folder) =>
        path.Length == 0 ? path
        : !DataReference.IsAddress(path) ? Path.GetFullPath(path, folder)
        : DataReference.Parse(path).Reference is DataReference.Local local ? Path.GetFullPath(local.Path, folder)
        : path;
}
