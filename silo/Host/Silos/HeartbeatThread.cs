using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Silos;

/// <summary>Sends heartbeats on a thread of its own: no work, however greedy, keeps one from going out.</summary>
internal sealed partial class HeartbeatThread : IHeartbeat
{
    private readonly LeaseKeeper _keeper;
    private readonly TimeSpan _between;
    private readonly ILogger<HeartbeatThread> _logger;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _stopped;

    public HeartbeatThread(LeaseKeeper keeper, TimeSpan between, ILogger<HeartbeatThread> logger)
    {
        (_keeper, _between, _logger) = (keeper, between, logger);
        _thread = new Thread(Run) { IsBackground = true, Name = "silo heartbeat", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void BeatSoon() => _wake.Set();

    public void Dispose()
    {
        _stopped = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _wake.WaitOne(_between);
            if (_stopped)
            {
                return;
            }

            try
            {
                _keeper.Beat();
            }
            catch (Exception problem)
            {
                // Whatever it was: the leases run out by themselves if the store stays away.
                LogMissed(problem.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "A heartbeat failed: {Message}")]
    private partial void LogMissed(string message);
}
