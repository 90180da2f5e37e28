using System.Collections.Immutable;
using AutoCompress.Cluster.Tests.Simulation.Memory;
using AutoCompress.Host.Studies;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>Everything that a history happens in.</summary>
internal sealed class HistoryWorld
{
    private const double HintTime = 0.03;
    private readonly HashSet<(Process, bool)> _hinted = [];

    public HistoryWorld(HistoryPlan plan, string folder, MemoryFlaws flaws, bool keepsText)
    {
        (Plan, Folder) = (plan, folder);
        World = new World(plan.Seed, keepsText);
        Network = new Network(World, plan.Network);
        Artifacts = new SharedArtifacts(World);
        Fates = new StageFates(World, plan.Stages);
        Store = new MemoryClusterStore(World, flaws, HistoryPlan.Coalesced);
        Oracle = new Oracle(World, Store.Tables, Hint);
        Store.Tables.Witness = Oracle;
        Machines = [.. plan.Machines.Select((machine, number) => new Machine(this, number, machine))];
        Users = new Users(this);
        Operator = new Operator(this);
        Pipeline = new FormulaPipeline { TrainCores = plan.TrainCores };
    }

    public HistoryPlan Plan { get; }

    /// <summary>For the silos' work folders, in which nothing is left.</summary>
    public string Folder { get; }

    public World World { get; }

    public Network Network { get; }

    public SharedArtifacts Artifacts { get; }

    public StageFates Fates { get; }

    public FormulaPipeline Pipeline { get; }

    public MemoryClusterStore Store { get; }

    public Oracle Oracle { get; }

    public ImmutableArray<Machine> Machines { get; }

    public Users Users { get; }

    public Operator Operator { get; }

    /// <summary>Whether all studies are there and over.</summary>
    public bool IsOver => Store.Tables.Studies.Count == Plan.Studies.Length && Store.Tables.Studies.TrueForAll(study => study.State.IsFinal());

    /// <summary>Tells the silos, or some of them, soon; one hint on its way is as good as many.</summary>
    private void Hint(bool order)
    {
        foreach (var machine in Machines)
        {
            if (machine.Life is { } life && machine.Store is { } store && !World.Chance(Network.Plan.LostHint) && _hinted.Add((life, order)))
            {
                World.Later(World.Between(0.001, HintTime), null, () =>
                {
                    _hinted.Remove((life, order));
                    life.Later(TimeSpan.Zero, (order ? store.Orders : store.Changes).Pulse);
                });
            }
        }
    }
}
