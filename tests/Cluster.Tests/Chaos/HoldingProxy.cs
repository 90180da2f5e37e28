using System.Net;
using System.Net.Sockets;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>The network between a silo and the database. While it is held, what either side says is kept, and arrives when it is let go: late.</summary>
internal sealed class HoldingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _server;
    private volatile TaskCompletionSource _gate = new();

    public HoldingProxy(int server)
    {
        _server = server;
        _gate.SetResult();
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Hold() => _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo() => _gate.TrySetResult();

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
        catch (Exception problem) when (problem is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await _gate.Task;
                await server.ConnectAsync(IPAddress.Loopback, _server, _end.Token);
                client.NoDelay = server.NoDelay = true;
                var (near, far) = (client.GetStream(), server.GetStream());
                await Task.WhenAll(PassAsync(near, far, server), PassAsync(far, near, client));
            }
            catch (Exception problem) when (problem is IOException or SocketException or OperationCanceledException)
            {
                // One side is gone: the other loses its connection.
            }
        }
    }

    /// <summary>Passes bytes on until the sender ends; then the receiver's connection ends, not before it has got everything.</summary>
    private async Task PassAsync(NetworkStream from, NetworkStream to, TcpClient receiver)
    {
        var buffer = new byte[1 << 16];
        try
        {
            int count;
            while ((count = await from.ReadAsync(buffer, _end.Token)) > 0)
            {
                await _gate.Task;
                await to.WriteAsync(buffer.AsMemory(0, count), _end.Token);
            }
        }
        finally
        {
            await _gate.Task;
            receiver.Client.Shutdown(SocketShutdown.Send);
        }
    }
}
