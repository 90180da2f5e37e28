using AutoCompress.Host.Silos;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Silos;

public sealed class SiloOptionsTests
{
    [Fact]
    public void Defaults_AreThoseOfTheDocumentation()
    {
        var options = new SiloOptions();

        Assert.Equal((40, 30, 5), (options.Lease.TotalSeconds, options.Trust.TotalSeconds, options.Heartbeat.TotalSeconds));
        Assert.Equal((1, 3), (options.Poll.TotalSeconds, options.Grace.TotalSeconds));
        Assert.Equal(((TimeSpan?)null, (string?)null), (options.Checkpoint, options.SlotFolder));
        Assert.Equal([StageLabels.Cpu, StageLabels.Measure], options.Labels);
        Assert.True(new SiloOptionsCheck().Validate(null, options).Succeeded);
    }

    [Fact]
    public void Validate_TimesThatCannotWork_NamesThemAll()
    {
        var options = new SiloOptions { Heartbeat = TimeSpan.FromSeconds(40), Lease = TimeSpan.FromSeconds(20), Poll = TimeSpan.Zero };

        Assert.Equal(3, new SiloOptionsCheck().Validate(null, options).Failures!.Count());
    }
}
