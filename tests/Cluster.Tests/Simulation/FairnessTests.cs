using AutoCompress.Cluster.Tests.Simulation.Memory;
using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Tenants;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>Random clusters of tenants and studies that want everything all the time.</summary>
public sealed class FairnessTests
{
    private const int LongestStep = 120;
    private static readonly TimeSpan Lease = TimeSpan.FromHours(10);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    /// <summary>
    /// With one core, a study's wait is at most what weighted fair queuing promises: the others catch up on the longest lag once, and then each of
    /// them is at most one step ahead of its share (Demers, Keshav and Shenker 1989).
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Claim_RandomTenantsAndPriorities_StarvesNoStudy(int seed)
    {
        var random = new Random(seed);
        var clock = new ManualClock();
        using var store = new MemoryClusterStore(clock);
        var names = Enumerable.Range(0, 2 + random.Next(3)).Select(tenant => $"tenant-{tenant}").ToList();
        foreach (var tenant in names)
        {
            await store.Tenants.SetAsync(tenant, new TenantLimits { Weight = Math.ScaleB(1, random.Next(-2, 3)), Concurrency = random.Next(2) == 0 ? 1 : null }, None);
        }

        var studies = new Dictionary<string, StudyLease>(StringComparer.Ordinal);
        await AddAsync(4 + random.Next(4));
        var (last, longest) = (studies.Keys.ToDictionary(study => study, _ => clock.GetUtcNow()), new Dictionary<string, TimeSpan>(StringComparer.Ordinal));
        for (var step = 0; step < 3000; step++)
        {
            if (step is 1000 or 1500)
            {
                await AddAsync(1); // who comes late catches up, and the others go on
                last.TryAdd(studies.Keys.Last(), clock.GetUtcNow());
            }

            foreach (var (study, lease) in studies)
            {
                await store.AdvanceAsync(lease, null, [Samples.Stage("train", $"{study} {step}")], None);
            }

            var taken = Assert.Single(await store.Work.ClaimAsync(new WorkOffer("a", [StageLabels.Cpu], 1, 1, Lease), None));
            longest[taken.Study] = Max(longest.GetValueOrDefault(taken.Study), clock.GetUtcNow() - last[taken.Study]);
            clock.Advance(TimeSpan.FromSeconds(random.Next(1, LongestStep)));
            Assert.True(await store.Work.CommitAsync(taken, Samples.Output(), 1, None));
            last[taken.Study] = clock.GetUtcNow();
        }

        var weights = MemoryShares.Weights(store.Tables);
        var whole = weights.Values.Sum();
        Assert.All(studies.Keys, study =>
        {
            var lag = TimeSpan.FromMilliseconds(FairShare.LongestLag) * whole;
            var turn = TimeSpan.FromSeconds(LongestStep + 1) * (whole / weights[study] + studies.Count);
            Assert.InRange(Max(longest.GetValueOrDefault(study), clock.GetUtcNow() - last[study]), TimeSpan.Zero, lag + 2 * turn);
        });

        async Task AddAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var spec = Samples.Spec($"study-{studies.Count + i}") with { Tenant = names[random.Next(names.Count)], Priority = random.Next(-4, 5) };
                await store.Studies.CreateAsync(new NewStudy(spec, Samples.Inputs, null), None);
            }

            foreach (var lease in await store.Grains.ClaimAsync("a", Lease * 1000, None))
            {
                studies[lease.Study] = lease;
            }
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
