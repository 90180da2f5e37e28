using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <summary>The rows of a <see cref="MemoryClusterStore"/>, one transaction at a time.</summary>
internal sealed class MemoryTables(TimeProvider time, MemoryFlaws flaws)
{
    private readonly Lock _gate = new();
    private long _fence;
    private long _work;
    private int _study;

    public IStoreWitness? Witness { get; set; }

    public MemoryFlaws Flaws => flaws;

    /// <summary>Milliseconds between two notes of a result's use; histories, which take minutes, make a day shorter.</summary>
    public long Coalesced { get; init; } = StepResultRow.Coalesced;

    /// <summary>In the order in which they were made.</summary>
    public List<MemoryStudy> Studies { get; } = [];

    public Dictionary<string, MemoryWorkRow> Work { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, MemoryResult> Results { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, MemorySiloRow> Silos { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, MemoryTenant> Tenants { get; } = new(StringComparer.Ordinal);

    /// <summary>What a look of <see cref="MemoryFlaws.UnguardedRescue"/> found.</summary>
    public List<MemoryWorkRow> Suspects { get; } = [];

    public ChangeSignal Changes { get; } = new();

    public ChangeSignal Orders { get; } = new();

    /// <summary>The store's clock in milliseconds since 1970.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public bool Has(MemoryFlaws flaw) => (flaws & flaw) != 0;

    public long NextFence() => ++_fence;

    public long NextWork() => ++_work;

    public int NextStudy() => ++_study;

    public void ReserveStudies(long number) => _study = number > _study && number - _study <= StudyNumbers.LongestLeap ? (int)number : _study;

    public MemoryStudy? Study(string id) => Studies.Find(study => study.Id == id);

    public MemoryWorkRow? Step(long id) => Work.Values.FirstOrDefault(step => step.Id == id);

    public Task<T> Read<T>(Func<T> query)
    {
        lock (_gate)
        {
            return Task.FromResult(query());
        }
    }

    public T Write<T>(string name, Func<T> turn)
    {
        lock (_gate)
        {
            var answer = turn();
            Witness?.Wrote(name);
            return answer;
        }
    }

    public void Changed()
    {
        Changes.Pulse();
        Witness?.Hinted(order: false);
    }

    public void Ordered()
    {
        Orders.Pulse();
        Witness?.Hinted(order: true);
    }
}
