namespace AutoCompress.Host.Silos;

/// <summary>Heartbeats that go out until this is disposed.</summary>
internal interface IHeartbeat : IDisposable
{
    /// <summary>Sends one at once: an order came.</summary>
    void BeatSoon();
}
