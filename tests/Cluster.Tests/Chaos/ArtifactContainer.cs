using System.Collections.Immutable;
using AutoCompress.Cluster.Tests.Artifacts;
using AutoCompress.Cluster.Tests.Relays;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Artifacts.Azure;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>
/// Artifacts in Azure Blob Storage (the emulator). Each silo has a network of its own to it, whose connections are cut in the middle of what they
/// carry, and new ones too while the store is away.
/// </summary>
internal sealed class ArtifactContainer : IChaosArtifacts
{
    private const string Variable = "AZURE_STORAGE_CONNECTION_STRING";
    private const string Prefix = "chaos";

    /// <summary>What the product keeps there beside artifacts and archives.</summary>
    private static readonly string[] Marks = ["cluster", "clock"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Azurite _server;
    private readonly AzureContainer _container;
    private readonly ImmutableArray<TcpRelay> _ways;

    public ArtifactContainer(Azurite server, int silos)
    {
        var address = new ArtifactAddress.AzureBlob(Azurite.Account, $"c{Guid.NewGuid():N}", $"{Prefix}/");
        Address = address.ToString();
        _server = server;
        _container = new AzureContainer(address, Azurite.AccountAt(server.Port), TimeProvider.System, Patience);
        _ways = [.. Enumerable.Range(0, silos).Select(_ => new TcpRelay(server.Port))];
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> EnvironmentOf(int? silo) =>
        ImmutableDictionary<string, string>.Empty.Add(Variable, Azurite.ConnectionOf(silo is { } number ? _ways[number].Port : _server.Port));

    /// <inheritdoc/>
    public Task CutAsync()
    {
        foreach (var way in _ways)
        {
            way.GoAway();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<string?> MendAsync()
    {
        foreach (var way in _ways)
        {
            way.ComeBack();
        }

        return Task.FromResult<string?>(null);
    }

    /// <inheritdoc/>
    public bool CanHideFrom(SiloProcess silo) => true;

    /// <inheritdoc/>
    public Task<string?> HideFromAsync(SiloProcess silo)
    {
        _ways[silo.Number].GoAway();
        return Task.FromResult<string?>(null);
    }

    /// <inheritdoc/>
    public Task<string?> ShowToAsync(SiloProcess silo)
    {
        _ways[silo.Number].ComeBack();
        return Task.FromResult<string?>(null);
    }

    /// <inheritdoc/>
    public async Task<ImmutableDictionary<string, string?>> ListAsync()
    {
        var names = await _container.ListAsync("", CancellationToken.None).Select(found => found.Name).ToListAsync();
        return names.Except(Marks).ToImmutableDictionary(name => name, ArtifactName.HashIn);
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenAsync(string name) =>
        await _container.ReadAsync(name, 0, CancellationToken.None) ?? throw new FileNotFoundException($"{name} was listed and is gone.");

    /// <inheritdoc/>
    /// <remarks>Blocks of an upload that never ended are in no list, and the service's to remove.</remarks>
    public async Task PlantAsync()
    {
        var (name, content) = ArtifactName.Orphan();
        await _container.PutAsync(name, content, replace: false, CancellationToken.None);
    }

    /// <inheritdoc/>
    public async Task AgeAsync()
    {
        var before = await NowAsync();
        await _server.PassDaysAsync();
        using var patience = new CancellationTokenSource(Patience);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await NowAsync() - before < TimeSpan.FromDays(1))
        {
            await poll.WaitForNextTickAsync(patience.Token);
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var way in _ways)
        {
            way.Dispose();
        }

        _container.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<DateTimeOffset> NowAsync()
    {
        await _container.PutAsync(Marks[1], Array.Empty<byte>(), replace: true, CancellationToken.None);
        return (await _container.FindAsync(Marks[1], CancellationToken.None))!.At;
    }
}
