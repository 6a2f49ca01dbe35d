using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace IseMail.Cluster.Tests.Sending;

/// <summary>
/// A submission server on a real socket that says at each point what a test tells it to: the reply, nothing at all, or
/// a cut connection. Points: greeting, EHLO, STARTTLS, TLS, AUTH, MAIL, RCPT, DATA, body (after its first bytes), dot, RSET, QUIT.
/// </summary>
public sealed class ScriptedSubmission : IAsyncDisposable
{
    public const string Cut = "(cut)";
    public const string Silence = "(silence)";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly X509Certificate2 _certificate;
    private readonly Func<string, string, string?> _script;
    private readonly Func<string, Task> _hold;
    private readonly TaskCompletionSource _never = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _reached = new();
    private readonly Task _accepting;

    /// <param name="certificate">The server's certificate.</param>
    /// <param name="script">(point, what the client said) → reply, <see cref="Cut"/>, <see cref="Silence"/>, or null for the usual reply.</param>
    /// <param name="hold">(point) → what the server waits for before it replies.</param>
    public ScriptedSubmission(X509Certificate2 certificate, Func<string, string, string?>? script = null, Func<string, Task>? hold = null)
    {
        _hold = hold ?? (_ => Task.CompletedTask);
        _certificate = certificate;
        _script = script ?? ((_, _) => null);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<string> Heard { get; } = new();

    /// <summary>The messages that came whole, whatever was then replied.</summary>
    public ConcurrentQueue<string> Messages { get; } = new();

    public int Connections => _connections;

    private int _connections;

    /// <summary>Ends when a client has come to <paramref name="point"/>.</summary>
    public Task Reached(string point) => _reached.GetOrAdd(point, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        // Before the listener stops: one that is asked for the next connection after it throws.
        await _accepting;
        _listener.Dispose();
        _certificate.Dispose();
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_closing.Token);
                Interlocked.Increment(ref _connections);
                open.Add(ServeAsync(socket));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (!await SayAsync("greeting", "", "220 scripted ESMTP")) return;
            while (await ReadLineAsync(stream) is { } line)
            {
                Heard.Enqueue(line);
                var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                switch (verb)
                {
                    case "EHLO":
                        var secured = stream is SslStream;
                        if (!await SayAsync("EHLO", line, $"250-scripted\r\n250-SIZE 157286400\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250 {(secured ? "AUTH LOGIN XOAUTH2" : "STARTTLS")}")) return;
                        break;
                    case "STARTTLS":
                        if (!await SayAsync("STARTTLS", line, "220 2.0.0 SMTP server ready")) return;
                        if (!await SayAsync("TLS", line, "")) return;
                        var tls = new SslStream(stream);
                        stream = tls;
                        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _closing.Token);
                        break;
                    case "AUTH":
                        if (!await SayAsync("AUTH", line, "235 2.7.0 Authentication successful")) return;
                        break;
                    case "MAIL":
                        if (!await SayAsync("MAIL", line, "250 2.1.0 Sender OK")) return;
                        break;
                    case "RCPT":
                        if (!await SayAsync("RCPT", line, "250 2.1.5 Recipient OK")) return;
                        break;
                    case "RSET":
                        if (!await SayAsync("RSET", line, "250 2.0.0 Resetting")) return;
                        break;
                    case "DATA":
                        if (!await SayAsync("DATA", line, "354 Start mail input; end with <CRLF>.<CRLF>")) return;
                        if (_script("DATA", line) is { } refused && !refused.StartsWith("354", StringComparison.Ordinal)) break;
                        var data = new StringBuilder();
                        while (await ReadLineAsync(stream) is { } text && text != ".")
                        {
                            data.Append(text).Append("\r\n");
                            if (data.Length > 1000 && !await SayAsync("body", text, "")) return;
                        }
                        // Before the reply: a test looks as soon as its client has heard it.
                        Messages.Enqueue(data.ToString());
                        if (!await SayAsync("dot", data.ToString(), "250 2.0.0 OK <id> [Hostname=scripted]")) return;
                        break;
                    case "QUIT":
                        await SayAsync("QUIT", line, "221 2.0.0 Service closing transmission channel");
                        return;
                    default:
                        if (!await SayAsync("other", line, "500 5.3.3 Unrecognized command")) return;
                        break;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            Heard.Enqueue($"(ended: {exception.GetType().Name})");
        }
        finally
        {
            await stream.DisposeAsync();
        }

        async Task<bool> SayAsync(string point, string said, string usual)
        {
            var reply = _script(point, said) ?? usual;
            _reached.GetOrAdd(point, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            if (reply == Cut)
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
                return false;
            }
            if (reply == Silence) await _never.Task.WaitAsync(_closing.Token);
            await _hold(point).WaitAsync(_closing.Token);
            if (reply.Length > 0) await stream.WriteAsync(Encoding.ASCII.GetBytes(reply + "\r\n"), _closing.Token);
            return !reply.StartsWith("421", StringComparison.Ordinal);
        }
    }

    private async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new List<byte>(80);
        var one = new byte[1];
        while (await stream.ReadAsync(one, _closing.Token) == 1)
        {
            if (one[0] != '\n')
            {
                line.Add(one[0]);
                continue;
            }
            if (line.Count > 0 && line[^1] == '\r') line.RemoveAt(line.Count - 1);
            return Encoding.UTF8.GetString([.. line]);
        }
        return null;
    }
}
