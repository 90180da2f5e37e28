using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Host.Silos;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Silos;

public sealed class SiloSlotsTests
{
    private readonly SiloSlots _slots = new([4, 5], [StageLabels.Cpu, StageLabels.Measure]);

    [Fact]
    public void Take_TwoCores_AreTwoTrainingsOrATrainingAndAMeasurement()
    {
        var (train, measure) = (Samples.Stage("train"), Samples.Stage("measure", label: StageLabels.Measure));

        var measuring = _slots.Take(measure);
        Assert.Equal([5], measuring);
        Assert.Equal([StageLabels.Cpu], _slots.Labels);
        Assert.Equal([4], _slots.Take(train));
        Assert.Equal(0, _slots.Free);
        Assert.Throws<InvalidOperationException>(() => _slots.Take(train));

        _slots.Return(measure, measuring);
        Assert.Equal([StageLabels.Cpu, StageLabels.Measure], _slots.Labels);
        Assert.Equal([5], _slots.Take(train));
    }

    [Fact]
    public void Take_MoreCoresThanThereAre_GetsThemAll()
    {
        Assert.Equal([4, 5], _slots.Take(Samples.Stage("wide", cores: 9)).Order());
        Assert.Equal(0, _slots.Free);
    }

    [Fact]
    public void Reserve_TwoSilosOnOneMachine_DivideItsCoresAndItsMeasuringSlot()
    {
        var folder = Directory.CreateTempSubdirectory("slots-").FullName;
        var (first, second) = (Slots(), Slots());
        var (train, measure) = (Samples.Stage("train"), Samples.Stage("measure", label: StageLabels.Measure));

        first.Reserve();
        second.Reserve();
        Assert.Equal((2, 0), (first.Free, second.Free));
        Assert.Equal([StageLabels.Cpu], second.Labels);

        Assert.Equal([4], first.Take(train));
        first.Release();
        second.Reserve();
        Assert.Equal(1, second.Free);
        Assert.Equal([StageLabels.Cpu, StageLabels.Measure], second.Labels);
        var measuring = second.Take(measure);
        Assert.Equal([5], measuring);
        first.Return(train, [4]);
        first.Reserve();
        Assert.Equal(1, first.Free);
        Assert.Equal([StageLabels.Cpu], first.Labels);

        second.Return(measure, measuring);
        first.Reserve();
        Assert.Equal(2, first.Free);
        Assert.Equal([StageLabels.Cpu, StageLabels.Measure], first.Labels);
        first.Release();
        Directory.Delete(folder, recursive: true);

        SiloSlots Slots() => new([4, 5], [StageLabels.Cpu, StageLabels.Measure], new HostSlots(folder));
    }

    [Theory]
    [InlineData("0-3", new[] { 0, 1, 2, 3 })]
    [InlineData("\t1,4-5\n", new[] { 1, 4, 5 })]
    public void Parse_CpuList_GivesItsNumbers(string list, int[] cores) => Assert.Equal(cores, ProcessorCores.Parse(list));

    [Fact]
    public void Allowed_ThisProcess_HasACoreForEachProcessor() => Assert.Equal(Environment.ProcessorCount, ProcessorCores.Allowed().Distinct().Count());
}
