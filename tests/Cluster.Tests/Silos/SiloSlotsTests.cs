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

    [Theory]
    [InlineData("0-3", new[] { 0, 1, 2, 3 })]
    [InlineData("\t1,4-5\n", new[] { 1, 4, 5 })]
    public void Parse_CpuList_GivesItsNumbers(string list, int[] cores) => Assert.Equal(cores, ProcessorCores.Parse(list));

    [Fact]
    public void Allowed_ThisProcess_HasACoreForEachProcessor() => Assert.Equal(Environment.ProcessorCount, ProcessorCores.Allowed().Distinct().Count());
}
