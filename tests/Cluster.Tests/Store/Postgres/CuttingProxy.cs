using System.Net;
using System.Net.Sockets;

namespace AutoCompress.Cluster.Tests.Store.Postgres;

/// <summary>Passes a server's traffic on, and cuts the connection around the next commit when it is told to.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private static readonly byte[] Commit = "COMMIT"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _server;
    private Cut _cut;

    public CuttingProxy(int server)
    {
        _server = server;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where the next connection that commits is cut.</summary>
    public enum Cut
    {
        Nowhere,

        /// <summary>The server never hears of the commit.</summary>
        BeforeTheCommit,

        /// <summary>The server commits and the client does not hear of it.</summary>
        BeforeItsAnswer,
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that were cut.</summary>
    public int Cuts { get; private set; }

    public void CutNext(Cut cut) => _cut = cut;

    public void Dispose()
    {
        _end.Cancel();
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
            try
            {
                await upstream.ConnectAsync(IPAddress.Loopback, _server, _end.Token);
                var (near, far) = (client.GetStream(), upstream.GetStream());
                await await Task.WhenAny(RequestsAsync(near, far), far.CopyToAsync(near, _end.Token));
            }
            catch (Exception problem) when (problem is OperationCanceledException or IOException or ObjectDisposedException or SocketException)
            {
            }
        }
    }

    /// <summary>Ends where the connection is to be cut.</summary>
    private async Task RequestsAsync(NetworkStream near, NetworkStream far)
    {
        var buffer = new byte[65536];
        int count;
        while ((count = await near.ReadAsync(buffer, _end.Token)) > 0)
        {
            var cut = buffer.AsSpan(0, count).IndexOf(Commit) >= 0 ? _cut : Cut.Nowhere;
            if (cut == Cut.Nowhere)
            {
                await far.WriteAsync(buffer.AsMemory(0, count), _end.Token);
                continue;
            }

            (_cut, Cuts) = (Cut.Nowhere, Cuts + 1);
            if (cut == Cut.BeforeItsAnswer)
            {
                // The client is gone first: it cannot hear what the server says to this.
                near.Close();
                await far.WriteAsync(buffer.AsMemory(0, count), _end.Token);
                await far.ReadAtLeastAsync(buffer, 1, throwOnEndOfStream: false, _end.Token);
            }

            return;
        }
    }
}
