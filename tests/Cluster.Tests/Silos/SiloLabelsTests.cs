using AutoCompress.Client.Errors;
using AutoCompress.Client.Run;
using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Host;
using AutoCompress.Host.Silos;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Silos;

public sealed class SiloLabelsTests
{
    private const long Gibibyte = 1L << 30;

    [Theory]
    [InlineData("Raspberry Pi 5 Model B Rev 1.0\0", "raspberry-pi-5")]
    [InlineData("Intel(R) Xeon(R) Platinum 8488C CPU @ 2.40GHz", "intel-xeon-platinum-8488c")]
    [InlineData("AMD EPYC 7763 64-Core Processor", "amd-epyc-7763")]
    [InlineData("raspberry-pi-5", "raspberry-pi-5")]
    [InlineData(" (R) ", null)]
    public void DeviceOf_WhatAMachineCallsItself_IsAName(string text, string? name) => Assert.Equal(name, SiloLabels.DeviceOf(text));

    [Fact]
    public void Of_LabelsAndDeviceOfTheOperator_AreKeptBesideThoseOfTheMachine()
    {
        var labels = SiloLabels.Of(new SiloPlaces("") { Labels = ["measure", "own"], Device = "pi", AllowsCommands = true });

        Assert.Equal(["measure", "own", "command", "device:pi", "memory:1"], labels.Take(5));
        Assert.DoesNotContain(StageLabels.Cuda, labels);
    }

    [Fact]
    public void Memory_OfAMachineAndOfAStep_Meet()
    {
        Assert.Equal(["memory:1", "memory:2", "memory:4", "memory:8", "memory:16"], StageLabels.MemoriesUpTo((long)(15.5 * Gibibyte)));
        Assert.Equal("memory:8", StageLabels.Memory(5 * Gibibyte));
        Assert.Equal("memory:8", StageLabels.Memory(8_000_000_000));
        Assert.Equal("memory:1", StageLabels.Memory(1));
        Assert.Empty(StageLabels.MemoriesUpTo(Gibibyte / 2));
    }

    [Fact]
    public void LocalDevice_StudyForAnotherMachine_IsRefusedWithItsRemedy()
    {
        var spec = Samples.Spec();
        LocalDevice.Check(spec with { Target = new Target { Device = "pi" } }, ["cpu", "device:pi"]);

        var problem = Assert.Throws<CommandException>(() => LocalDevice.Check(spec with { Target = new Target { Device = "pi" } }, ["cpu", "device:xeon"]));
        Assert.StartsWith("target.device is pi, which this machine does not have (its device is xeon). Leave it out to measure here", problem.Message, StringComparison.Ordinal);
        Assert.Throws<CommandException>(() => LocalDevice.Check(spec with { Training = new TrainingSpec { Device = "cuda" } }, ["cpu"]));
        Assert.Throws<CommandException>(() => LocalDevice.Check(spec with { Training = new TrainingSpec { Memory = 64 * Gibibyte } }, ["cpu", "memory:1"]));
    }
}
