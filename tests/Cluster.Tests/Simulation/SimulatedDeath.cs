namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>A process that dies at its n-th operation: from then on nothing that it tries has an effect.</summary>
internal sealed class SimulatedDeath(int at) : Exception("The process is dead.")
{
    private readonly Lock _gate = new();
    private int _operations;

    public bool Happened { get; private set; }

    /// <summary>Called before each operation.</summary>
    public void Operate()
    {
        lock (_gate)
        {
            Happened |= ++_operations >= at;
            if (Happened)
            {
                throw this;
            }
        }
    }
}
