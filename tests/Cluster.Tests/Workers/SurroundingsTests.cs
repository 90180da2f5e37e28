using AutoCompress.Host.Workers;

namespace AutoCompress.Cluster.Tests.Workers;

public sealed class SurroundingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("around-").FullName;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    private string Input => Path.Combine(_folder, "input");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Fault_AllInOrder_IsNoneAndLeavesNothing()
    {
        await File.WriteAllTextAsync(Input, "a model", None);
        var work = Path.Combine(_folder, "work");

        Assert.Null(Surroundings.Fault([Input], work));

        Assert.Empty(Directory.EnumerateFileSystemEntries(work));
    }

    [Fact]
    public async Task Fault_InputOutOfReach_NamesIt() =>
        Assert.Contains($"{Input} cannot be read", Surroundings.Fault([Input], _folder), StringComparison.Ordinal);

    [Fact]
    public async Task Fault_FolderThatTakesNothing_NamesIt()
    {
        await File.WriteAllTextAsync(Input, "no folder", None);

        Assert.Contains($"{Input} cannot be written", Surroundings.Fault([], Input), StringComparison.Ordinal);
    }
}
