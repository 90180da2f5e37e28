namespace AutoCompress.Engine.Tests;

/// <summary>Files of the repository that tests read: fixtures, and documents that are generated.</summary>
internal static class Repository
{
    private static readonly string Root = Find();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    public static string Fixture(string name) => PathOf(Path.Combine("tests", "Engine.Tests", "Fixtures", name));

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "AutoCompress.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run inside the repository.");
        }

        return folder;
    }
}
