namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>What lies between the processes and the store, with all that goes wrong there.</summary>
internal sealed class Network(World world, NetworkPlan plan)
{
    /// <summary>How long a call is tried before it fails; that of <c>PostgresOptions.Patience</c>.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>How long a heartbeat is tried.</summary>
    private static readonly TimeSpan Promptness = TimeSpan.FromSeconds(6);

    private TimeSpan _outUntil;

    public NetworkPlan Plan { get; private set; } = plan;

    public bool IsOut => world.Now < _outUntil;

    public void Break(TimeSpan time) => _outUntil = world.Now + time > _outUntil ? world.Now + time : _outUntil;

    public void Heal() => (Plan, _outUntil) = (NetworkPlan.Faultless, world.Now);

    /// <summary>After which a step leaves its checkpoint.</summary>
    public TimeSpan CheckpointTime() => world.Between(1, 60);

    public Task<T> Read<T>(Process caller, string name, string about, Func<Task<T>> serve, CancellationToken cancellationToken) =>
        new RemoteCall<T>(world, this, caller, name, about, serve, writes: false, Patience).Send(cancellationToken);

    public Task<T> Write<T>(Process caller, string name, string about, Func<Task<T>> serve, CancellationToken cancellationToken) =>
        new RemoteCall<T>(world, this, caller, name, about, serve, writes: true, Patience).Send(cancellationToken);

    public Task<T> Beat<T>(Process caller, Func<Task<T>> serve) =>
        new RemoteCall<T>(world, this, caller, "beat", "", serve, writes: true, Promptness).Send(CancellationToken.None);
}
