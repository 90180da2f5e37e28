using System.Collections.Immutable;
using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Host.Tenants;
using AutoCompress.Studies;

namespace AutoCompress.Cluster.Tests.Studies;

public sealed class StudyWaitsTests
{
    private static readonly DateTimeOffset Then = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SiloStatus Silo = new("one", ["cpu", "measure", "device:xeon"], 2, 0, Then, Then, IsAlive: true, IsDraining: false);
    private static readonly TenantStatus Tenant = new("vision", new TenantLimits(), 1, 1, 0, 0, TimeSpan.Zero, TimeSpan.Zero, null);

    [Fact]
    public void Of_StepsThatASiloTakes_IsNothing() => Assert.Null(Of([Queued("cpu"), Queued("measure", "device:xeon")], [Silo], Tenant));

    [Fact]
    public void Of_LabelsThatNobodyOffers_NamesThem()
    {
        Assert.Equal("waits for a silo with the label cuda: none that is alive offers it.", Of([Running("cpu"), Queued("cuda")], [Silo], Tenant));
        Assert.Equal(
            "waits for a silo with the label device:pi: none that is alive offers it.",
            Of([Queued("measure", "device:pi")], [Silo, Silo with { Id = "two", Labels = ["device:pi", "measure"], IsAlive = false }], Tenant));
        Assert.Equal(
            "waits for a silo with the labels measure and device:pi: none that is alive offers them together.",
            Of([Queued("measure", "device:pi")], [Silo, Silo with { Labels = ["device:pi"] }], Tenant));
    }

    [Fact]
    public void Of_NobodyAlive_SaysHowToStartOne() =>
        Assert.Equal("waits for a silo: none is alive. Start one with 'autocompress serve'.", Of([Queued("cpu")], [Silo with { IsAlive = false }], Tenant));

    [Fact]
    public void Of_TheOnlySiloStepsAside_NamesItWithItsReason() => Assert.Equal(
        "waits for silo one, which takes nothing now: The disk is full.", Of([Queued("cpu")], [Silo with { IsDraining = true, Reason = "The disk is full." }], Tenant));

    [Fact]
    public void Of_TenantAtALimit_SaysWhatEndsIt()
    {
        var spent = Tenant with { Limits = new TenantLimits { Quota = TimeSpan.FromHours(100) }, Used = TimeSpan.FromHours(100), PeriodEnds = Then };
        var full = Tenant with { Limits = new TenantLimits { Concurrency = 4 }, RunningCores = 4 };

        Assert.Equal(
            "waits for its quota: tenant 'vision' has used its 100 core-hours; it goes on at 2026-12-01 00:00 UTC, or when the quota is raised.",
            Of([Queued("cpu")], [Silo], spent));
        Assert.Equal("waits for a core: tenant 'vision' has the 4 at once that it may have.", Of([Queued("cpu")], [Silo], full));
        Assert.Null(Of([Queued("cpu"), Running("cpu")], [Silo], full));
    }

    [Fact]
    public void Of_PausedStudy_IsNothing() => Assert.Null(Of([Queued("cuda")], [Silo], Tenant, StudyState.Paused));

    private static AwaitedSteps Queued(params string[] labels) => new("s-1", [.. labels], IsRunning: false);

    private static AwaitedSteps Running(params string[] labels) => new("s-1", [.. labels], IsRunning: true);

    private static string? Of(AwaitedSteps[] steps, ImmutableArray<SiloStatus> silos, TenantStatus tenant, StudyState state = StudyState.Exploring) => StudyWaits.Of(
        new StudyStatus("s-1", Samples.Spec() with { Tenant = "vision" }, state, null, 1, Then, TimeSpan.Zero, 0, 0, 0), steps, silos, [tenant]);
}
