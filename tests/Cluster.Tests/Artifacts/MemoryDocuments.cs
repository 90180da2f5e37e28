using System.Runtime.CompilerServices;
using AutoCompress.Host.Artifacts;

namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>Documents in memory, whose every request may take any time.</summary>
/// <param name="turns">Null for no waiting.</param>
/// <param name="documents">Those of another view on the same store; null for none.</param>
internal sealed class MemoryDocuments(Turns? turns = null, SortedDictionary<string, byte[]>? documents = null) : IDocumentStore
{
    private readonly SortedDictionary<string, byte[]> _documents = documents ?? new(StringComparer.Ordinal);

    /// <summary>Names to contents, for tests to look at and to damage.</summary>
    public SortedDictionary<string, byte[]> All => _documents;

    /// <summary>Whether listings find nothing.</summary>
    public bool AreHidden { get; init; }

    public async Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await NextAsync();
        return _documents.TryAdd(name, content.ToArray());
    }

    public async Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        await NextAsync();
        return _documents.GetValueOrDefault(name);
    }

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await NextAsync();
        foreach (var name in _documents.Keys.Where(name => !AreHidden && name.StartsWith(prefix, StringComparison.Ordinal)).ToList())
        {
            yield return name;
        }
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await NextAsync();
        _documents.Remove(name);
    }

    private Task NextAsync() => turns?.NextAsync() ?? Task.CompletedTask;
}
