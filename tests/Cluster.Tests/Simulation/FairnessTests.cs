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
    private static readonly TimeSpan Lease = TimeSpan.FromHours(10);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    /// <summary>
    /// With one core, a study's wait is at most what start-time fair queuing promises: its own longest step divided by its share, a step of each of
    /// the others (Goyal, Vin and Cheng 1996, theorem 4), and what the two that come late may catch up on.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Claim_RandomTenantsAndPriorities_StarvesNoStudy(int seed)
    {
        var random = new Random(seed);
        var longestStep = seed % 2 == 0 ? 120 : 7200;
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
        var served = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var step = 0; step < 800; step++)
        {
            if (step is 300 or 500)
            {
                await AddAsync(1); // who comes late catches up, and the others go on
                last.TryAdd(studies.Keys.Last(), clock.GetUtcNow());
            }

            foreach (var (study, lease) in studies)
            {
                await store.AdvanceAsync(lease, null, [Samples.Stage("train", $"{study} {served.GetValueOrDefault(study)}")], None);
            }

            var taken = Assert.Single(await store.Work.ClaimAsync(new WorkOffer("a", [StageLabels.Cpu], 1, 1, Lease), None));
            longest[taken.Study] = Max(longest.GetValueOrDefault(taken.Study), clock.GetUtcNow() - last[taken.Study]);
            clock.Advance(TimeSpan.FromSeconds(random.Next(1, longestStep)));
            Assert.True(await store.Work.CommitAsync(taken, Samples.Output(), 1, None));
            served[taken.Study] = served.GetValueOrDefault(taken.Study) + 1;
            last[taken.Study] = clock.GetUtcNow();
        }

        var weights = MemoryShares.Weights(store.Tables);
        var whole = weights.Values.Sum();
        Assert.All(studies.Keys, study =>
        {
            var lag = 2 * TimeSpan.FromMilliseconds(FairShare.LongestLag + FairShare.Coalesced) * whole;
            var turn = TimeSpan.FromSeconds(longestStep + 1) * (whole / weights[study] + studies.Count + 1);
            Assert.InRange(Max(longest.GetValueOrDefault(study), clock.GetUtcNow() - last[study]), TimeSpan.Zero, lag + turn);
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
