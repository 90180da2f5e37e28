using System.Reflection;
using AutoCompress.Client.Results;
using AutoCompress.Engine;
using AutoCompress.Host;
using AutoCompress.Search;

namespace AutoCompress.Cluster.Tests;

/// <summary>Who may use whom: contracts nothing of ours; search, engine and client only contracts; the host all but the client.</summary>
public sealed class ArchitectureTests
{
    private const string Contracts = "AutoCompress.Contracts";
    private const string Search = "AutoCompress.Search";
    private const string Engine = "AutoCompress.Engine";
    private const string Host = "AutoCompress.Host";

    [Fact]
    public void Contracts_UseNothingOfOurs() => Assert.Empty(Used(typeof(Json).Assembly));

    [Fact]
    public void Search_UsesContractsOnly() => Assert.Subset(new HashSet<string> { Contracts }, Used(typeof(ISearchAlgorithm).Assembly));

    [Fact]
    public void Engine_UsesContractsOnly() => Assert.Subset(new HashSet<string> { Contracts }, Used(typeof(CompressionPipeline).Assembly));

    [Fact]
    public void Host_UsesContractsSearchAndEngine() => Assert.Subset(new HashSet<string> { Contracts, Search, Engine }, Used(typeof(EmbeddedSilo).Assembly));

    [Fact]
    public void Client_UsesContractsAndTheEmbeddedHost() => Assert.Subset(new HashSet<string> { Contracts, Host }, Used(typeof(FrontFile).Assembly));

    [Fact]
    public void Search_HasNoInputOutputNoTasksAndNoLogger() => Assert.DoesNotContain(
        typeof(ISearchAlgorithm).Assembly.GetReferencedAssemblies(),
        reference => reference.Name is "System.IO.FileSystem" or "System.Net.Http" or "Microsoft.Extensions.Logging.Abstractions" or "System.Threading.Tasks.Parallel");

    private static HashSet<string> Used(Assembly assembly) =>
        [.. assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Where(name => name.StartsWith("AutoCompress", StringComparison.Ordinal))];
}
