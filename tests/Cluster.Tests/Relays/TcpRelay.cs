using System.Net;
using System.Net.Sockets;

namespace AutoCompress.Cluster.Tests.Relays;

/// <summary>
/// The network between clients and a server on this machine. It can go away, hold what is said back, and cut one connection where it matters;
/// otherwise what a side says arrives in order, also what it said just before it ended.
/// </summary>
internal sealed class TcpRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly int _server;
    private volatile CancellationTokenSource _away = new();
    private volatile TaskCompletionSource _gate = new();
    private CutRule? _requests;
    private CutRule? _answers;
    private long _sent;
    private long _received;
    private int _refused;
    private int _cuts;

    /// <param name="server">Its port.</param>
    public TcpRelay(int server)
    {
        _server = server;
        _gate.SetResult();
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>What clients connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Bytes that clients sent to the server.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Bytes that clients got.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Connections that found the server away.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Connections that a rule cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Cuts all connections, and new ones at once, until <see cref="ComeBack"/>.</summary>
    public void GoAway() => _away.Cancel();

    public void ComeBack() => _away = new CancellationTokenSource();

    /// <summary>From now on what either side says is kept, and arrives at <see cref="LetGo"/>: late. So does the end of a connection.</summary>
    public void Hold() => _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo() => _gate.TrySetResult();

    /// <summary>Cuts the next connection on which a client says what the rule looks for.</summary>
    public void CutRequest(CutRule rule) => Set(ref _requests, rule);

    /// <summary>Cuts the next connection on which the server says what the rule looks for.</summary>
    public void CutAnswer(CutRule rule) => Set(ref _answers, rule);

    public void Dispose()
    {
        _end.Cancel();
        LetGo();
        _listener.Dispose();
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
        using (client)
        using (var server = new TcpClient())
        {
            if (_away.IsCancellationRequested)
            {
                Interlocked.Increment(ref _refused);
                return;
            }

            using var line = CancellationTokenSource.CreateLinkedTokenSource(_away.Token, _end.Token);
            try
            {
                await _gate.Task.WaitAsync(line.Token);
                await server.ConnectAsync(IPAddress.Loopback, _server, line.Token);
                client.NoDelay = server.NoDelay = true;
                await Task.WhenAll(RequestsAsync(client, server, line), AnswersAsync(client, server, line));
            }
            catch (Exception problem) when (problem is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // A side is gone, or the connection was cut.
            }
        }
    }

    private Task RequestsAsync(TcpClient client, TcpClient server, CancellationTokenSource line) => PassAsync(client, server, line, async (piece, stream) =>
    {
        Interlocked.Add(ref _sent, piece.Length);
        var cut = CutAt(ref _requests, piece);
        if (cut is Cut.Before or Cut.WithAllOthers)
        {
            return false;
        }

        if (cut == Cut.BeforeTheAnswer)
        {
            // First of all: it must not hear what the server says to this.
            client.Close();
        }

        await stream.WriteAsync(piece, line.Token);
        return cut != Cut.After;
    });

    private Task AnswersAsync(TcpClient client, TcpClient server, CancellationTokenSource line) => PassAsync(server, client, line, async (piece, stream) =>
    {
        var cut = CutAt(ref _answers, piece);
        if (cut is Cut.Before or Cut.WithAllOthers)
        {
            return false;
        }

        await stream.WriteAsync(piece, line.Token);
        Interlocked.Add(ref _received, piece.Length);
        return cut is null;
    });

    /// <summary>Passes bytes on until the sender ends; then the receiver's connection ends, not before it has got everything.</summary>
    /// <param name="pass">Says whether the connection goes on.</param>
    private async Task PassAsync(TcpClient from, TcpClient to, CancellationTokenSource line, Func<ReadOnlyMemory<byte>, NetworkStream, Task<bool>> pass)
    {
        var buffer = new byte[1 << 16];
        var (source, target, receiver) = (from.GetStream(), to.GetStream(), to.Client);
        try
        {
            int count;
            while ((count = await source.ReadAsync(buffer, line.Token)) > 0)
            {
                await _gate.Task.WaitAsync(line.Token);
                if (!await pass(buffer.AsMemory(0, count), target))
                {
                    await line.CancelAsync();
                }
            }
        }
        finally
        {
            await _gate.Task.WaitAsync(line.Token);
            receiver.Shutdown(SocketShutdown.Send);
        }
    }

    private void Set(ref CutRule? field, CutRule rule)
    {
        lock (_lock)
        {
            field = rule;
        }
    }

    /// <returns>Null where the piece passes; a rule is used once.</returns>
    private Cut? CutAt(ref CutRule? rule, ReadOnlyMemory<byte> piece)
    {
        lock (_lock)
        {
            if (rule is not { } found || !found.IsIt(piece))
            {
                return null;
            }

            rule = null;
            _cuts++;
            if (found.Cut == Cut.WithAllOthers)
            {
                GoAway();
            }

            return found.Cut;
        }
    }
}
