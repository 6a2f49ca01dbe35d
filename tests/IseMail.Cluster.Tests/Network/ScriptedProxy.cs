using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IseMail.Cluster.Tests.Network;

/// <summary>A proxy that does with each connection what a test says.</summary>
internal sealed class ScriptedProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _serving;

    public ScriptedProxy(Func<NetworkStream, string, Task> serve)
    {
        _listener.Start();
        _serving = AcceptAsync(serve);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Passes on in both directions until one has ended.</summary>
    public static async Task PassAsync(Stream client, Stream server) => await Task.WhenAny(client.CopyToAsync(server), server.CopyToAsync(client));

    public static ValueTask SayAsync(NetworkStream client, string text) => client.WriteAsync(Encoding.ASCII.GetBytes(text));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        // Before the listener stops: one that is asked for the next connection after it throws.
        await _serving;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Func<NetworkStream, string, Task> serve)
    {
        var clients = new List<Task>();
        try
        {
            while (true) clients.Add(ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token), serve));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task ServeAsync(Socket socket, Func<NetworkStream, string, Task> serve)
    {
        await using var client = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await serve(client, await HeadAsync(client)).WaitAsync(_stopping.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
            // The client has left, or the test is over.
        }
    }

    private async Task<string> HeadAsync(NetworkStream client)
    {
        var head = new StringBuilder();
        var octet = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await client.ReadAsync(octet, _stopping.Token) > 0) head.Append((char)octet[0]);
        return head.ToString();
    }
}
