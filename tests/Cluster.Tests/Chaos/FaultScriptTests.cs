namespace AutoCompress.Cluster.Tests.Chaos;

public sealed class FaultScriptTests
{
    private const int Lease = 6;

    [Fact]
    public void Of_TheSameSeed_IsTheSameScript()
    {
        Assert.Equal(FaultScript.Of(7, 60, 4, Lease), FaultScript.Of(7, 60, 4, Lease));
        Assert.NotEqual(FaultScript.Of(7, 60, 4, Lease), FaultScript.Of(8, 60, 4, Lease));
    }

    [Theory]
    [InlineData(14)]
    [InlineData(60)]
    public void Of_AnySeed_HoldsEveryKindThatARoundMustHave(int trials)
    {
        foreach (var seed in Enumerable.Range(1, 50))
        {
            var script = FaultScript.Of(seed, trials, 4, Lease);

            Assert.Equal([false, true], script.Select(one => one.Fault).OfType<Fault.RestartDatabase>().Select(restart => restart.Crash).Order());
            Assert.Single(script, one => one.Fault is Fault.FillDisk);
            Assert.Single(script, one => one.Fault is Fault.CutArtifacts);
            Assert.Contains(script, one => one.Fault is Fault.Kill);
            Assert.Contains(script, one => one.Fault is Fault.Freeze { Seconds: > Lease });
            Assert.Contains(script, one => one.Fault is Fault.Hold { Seconds: > Lease });
            Assert.Equal(script.OrderBy(one => one.AfterTrials), script);
            Assert.True(script[^1].AfterTrials < trials);
        }
    }
}
