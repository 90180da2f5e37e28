using AutoCompress.Host.Store;

namespace AutoCompress.Host.Silos;

/// <summary>Whether this process's silo still works; whoever waits for a study in the same process should look here too.</summary>
public sealed class SiloHealth
{
    private StoreException? _problem;

    /// <summary>Why the silo had to stop; null while it works or when it was asked to stop.</summary>
    public StoreException? Problem
    {
        get => Volatile.Read(ref _problem);
        internal set => Volatile.Write(ref _problem, value);
    }
}
