using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using IseMail.Cluster.Network;
using IseMail.Domain.Settings;

namespace IseMail.Benchmarks.Server;

/// <summary>
/// Connections that repeat one conversation whose octets are ready, and look at no more of a reply than its code: next to
/// all the work is the server's. They say what MailKit says, in as many packets.
/// </summary>
internal sealed class LoadClient : IDisposable
{
    private readonly List<Conversation> _conversations = [];

    private LoadClient()
    {
    }

    /// <summary>Opens <paramref name="connections"/> to <paramref name="server"/>, with STARTTLS and XOAUTH2.</summary>
    public static LoadClient Open(SmtpServerSettings server, NodePath path, string token, int connections)
    {
        var client = new LoadClient();
        try
        {
            for (var i = 0; i < connections; i++) client._conversations.Add(new Conversation(server, path, token));
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Sends a message <paramref name="times"/> times in all; each connection has a thread, so that no time goes into finding it one.</summary>
    /// <param name="from">The sender's address.</param>
    /// <param name="to">The recipient's.</param>
    /// <param name="message">The message with CRLF at its lines' ends and at its own.</param>
    /// <param name="times">How often.</param>
    public Task RepeatAsync(string from, string to, string message, int times)
    {
        var envelope = Encoding.ASCII.GetBytes($"MAIL FROM:<{from}>\r\nRCPT TO:<{to}>\r\n");
        var data = Encoding.ASCII.GetBytes(message.Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + ".\r\n");
        var left = times;
        return Task.WhenAll(_conversations.Select(conversation => Task.Factory.StartNew(
            () =>
            {
                while (Interlocked.Decrement(ref left) >= 0) conversation.Send(envelope, data);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var conversation in _conversations) conversation.Dispose();
    }

    private sealed class Conversation : IDisposable
    {
        private static readonly byte[] Data = "DATA\r\n"u8.ToArray();

        private readonly byte[] _replies = new byte[4096];
        private readonly Socket _socket;
        private readonly Stream _stream;

        public Conversation(SmtpServerSettings server, NodePath path, string token)
        {
            _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            _stream = Stream.Null;
            try
            {
                _socket.Connect("127.0.0.1", server.Port);
                _stream = new NetworkStream(_socket);
                Expect("220", 1);
                Say("EHLO client.example", "250");
                Say("STARTTLS", "220");
                using var trust = new CertificateTrust(path, TimeProvider.System);
                var tls = new SslStream(_stream, leaveInnerStreamOpen: false, (_, certificate, chain, errors) => trust.Judge(certificate, chain, errors) is null);
                _stream = tls;
                tls.AuthenticateAsClient(server.Host);
                Say("EHLO client.example", "250");
                Say($"AUTH XOAUTH2 {Convert.ToBase64String(Encoding.UTF8.GetBytes($"user={server.Mailbox}\u0001auth=Bearer {token}\u0001\u0001"))}", "235");
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public void Send(byte[] envelope, byte[] data)
        {
            _stream.Write(envelope);
            Expect("250", 2);
            _stream.Write(Data);
            Expect("354", 1);
            _stream.Write(data);
            Expect("250", 1);
        }

        public void Dispose()
        {
            _stream.Dispose();
            _socket.Dispose();
        }

        private void Say(string line, string code)
        {
            _stream.Write(Encoding.ASCII.GetBytes(line + "\r\n"));
            Expect(code, 1);
        }

        /// <summary>Reads so many replies, of one line or several, that all begin with <paramref name="code"/>.</summary>
        private void Expect(string code, int replies)
        {
            var length = 0;
            var line = 0;
            while (replies > 0)
            {
                var read = _stream.Read(_replies.AsSpan(length));
                if (read == 0) throw new IOException("the server ended the conversation");
                length += read;
                while (_replies.AsSpan(line, length - line).IndexOf("\r\n"u8) is var end and >= 0)
                {
                    var reply = _replies.AsSpan(line, end);
                    if (!Ascii.Equals(reply[..Math.Min(3, end)], code)) throw new IOException($"the server said {Encoding.ASCII.GetString(reply)}; {code} was expected");
                    if (end == 3 || reply[3] == ' ') replies--;
                    line += end + 2;
                }
            }
        }
    }
}
