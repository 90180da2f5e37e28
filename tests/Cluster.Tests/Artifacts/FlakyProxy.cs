using System.Net;
using System.Net.Sockets;

namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>Passes a server's traffic on, refuses connections while the server is "away", and cuts one in the middle when it is told to.</summary>
internal sealed class FlakyProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _server;
    private CancellationTokenSource _away = new();
    private long _sent;
    private long _received;
    private int _refused;
    private long _cutSent = long.MaxValue;
    private long _cutReceived = long.MaxValue;

    public FlakyProxy(int server)
    {
        _server = server;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Bytes that clients sent to the server.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Bytes that clients got.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Connections that found the server away.</summary>
    public int Refused => Volatile.Read(ref _refused);

    private bool IsAway => _away.IsCancellationRequested;

    /// <summary>Cuts all connections and refuses new ones until <see cref="ComeBack"/>.</summary>
    public void GoAway() => _away.Cancel();

    public void ComeBack() => _away = new CancellationTokenSource();

    /// <summary>Goes away when clients have sent this many bytes more.</summary>
    public void GoAwayAfterSending(long bytes) => Interlocked.Exchange(ref _cutSent, Sent + bytes);

    /// <summary>Cuts the connection on which clients have got this many bytes more, once.</summary>
    public void CutAfterReceiving(long bytes) => Interlocked.Exchange(ref _cutReceived, Received + bytes);

    public void Dispose()
    {
        _end.Cancel();
        _away.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception problem) when (problem is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var upstream = new TcpClient();
        using (client)
        {
            if (IsAway)
            {
                Interlocked.Increment(ref _refused);
                return;
            }

            using var cut = CancellationTokenSource.CreateLinkedTokenSource(_away.Token, _end.Token);
            try
            {
                await upstream.ConnectAsync(IPAddress.Loopback, _server, cut.Token);
                var (near, far) = (client.GetStream(), upstream.GetStream());
                await await Task.WhenAny(RequestsAsync(near, far, cut.Token), AnswersAsync(far, near, cut.Token));
            }
            catch (Exception problem) when (problem is OperationCanceledException or IOException or ObjectDisposedException or SocketException)
            {
            }
        }
    }

    private async Task RequestsAsync(NetworkStream near, NetworkStream far, CancellationToken cut)
    {
        var buffer = new byte[65536];
        int count;
        while ((count = await near.ReadAsync(buffer, cut)) > 0)
        {
            if (Interlocked.Add(ref _sent, count) > Interlocked.Read(ref _cutSent))
            {
                Interlocked.Exchange(ref _cutSent, long.MaxValue);
                GoAway();
            }

            cut.ThrowIfCancellationRequested();
            await far.WriteAsync(buffer.AsMemory(0, count), cut);
        }
    }

    private async Task AnswersAsync(NetworkStream far, NetworkStream near, CancellationToken cut)
    {
        var buffer = new byte[65536];
        int count;
        while ((count = await far.ReadAsync(buffer, cut)) > 0)
        {
            await near.WriteAsync(buffer.AsMemory(0, count), cut);
            if (Interlocked.Add(ref _received, count) > Interlocked.Read(ref _cutReceived))
            {
                Interlocked.Exchange(ref _cutReceived, long.MaxValue);
                return;
            }
        }
    }
}
