using AutoCompress.Engine.Training.Execution;
using AutoCompress.Engine.Training.Operators;

namespace AutoCompress.Engine.Tests.Training.Operators;

public sealed class OperatorDocumentTests
{
    [Fact]
    public void Versions_NameEveryOperatorOfTheRegistryAndNoOther() =>
        Assert.Equal(OperatorRegistry.Default.Entries.Keys.Order(StringComparer.Ordinal), OperatorVersions.All.Keys.Order(StringComparer.Ordinal));

    /// <summary>AUTOCOMPRESS_REWRITE_DOCS=1 writes the file instead.</summary>
    [Fact]
    public void Document_IsUpToDate()
    {
        var path = Repository.PathOf(OperatorDocument.Path);
        if (Environment.GetEnvironmentVariable("AUTOCOMPRESS_REWRITE_DOCS") == "1")
        {
            File.WriteAllText(path, OperatorDocument.Write());
        }

        Assert.True(File.Exists(path) && File.ReadAllText(path) == OperatorDocument.Write(), $"{OperatorDocument.Path} is not what the registry says. Run 'make generated-docs'.");
    }
}
