namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>What happened in a history, to see that the script does what it should.</summary>
internal sealed record HistoryCounts
{
    public int Studies { get; set; }

    public int Trials { get; set; }

    public int Claims { get; set; }

    public int Writes { get; set; }

    /// <summary>Steps that were taken from their owners.</summary>
    public int Rescues { get; set; }

    public int Deaths { get; set; }

    public int Poisoned { get; set; }

    public int Checkpoints { get; set; }

    /// <summary>Writes under a step's lease that came too late.</summary>
    public int Refused { get; set; }

    public int Decisions { get; set; }

    /// <summary>Claims of tenants with a limit of cores.</summary>
    public int Limited { get; set; }

    /// <summary>Looks at which a tenant with an active study had used up its quota.</summary>
    public int Spent { get; set; }

    /// <summary>Results that were forgotten because nobody had asked for them.</summary>
    public int Aged { get; set; }

    /// <summary>Of these, results that somebody asked for after all.</summary>
    public int Remade { get; set; }

    public void Add(HistoryCounts other)
    {
        Studies += other.Studies;
        Trials += other.Trials;
        Claims += other.Claims;
        Writes += other.Writes;
        Rescues += other.Rescues;
        Deaths += other.Deaths;
        Poisoned += other.Poisoned;
        Checkpoints += other.Checkpoints;
        Refused += other.Refused;
        Decisions += other.Decisions;
        Limited += other.Limited;
        Spent += other.Spent;
        Aged += other.Aged;
        Remade += other.Remade;
    }
}
