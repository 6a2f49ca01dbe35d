using System.Collections.Immutable;
using IseMail.Cluster.Network;
using IseMail.Cluster.Sending;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace IseMail.Benchmarks.Sending;

/// <summary>MailKit as a program without any queue would use it: connections that are kept, each sending the next mail.</summary>
internal sealed class DirectSender : IAsyncDisposable
{
    private readonly ImmutableArray<SmtpClient> _clients;

    private readonly CertificateTrust _trust;

    private DirectSender(ImmutableArray<SmtpClient> clients, CertificateTrust trust)
    {
        _clients = clients;
        _trust = trust;
    }

    /// <summary>Opens <paramref name="connections"/> to <paramref name="server"/>, with STARTTLS and XOAUTH2.</summary>
    public static async Task<DirectSender> OpenAsync(SmtpServerSettings server, NodePath path, string token, int connections, CancellationToken cancellationToken)
    {
        var trust = new CertificateTrust(path, TimeProvider.System);
        var clients = ImmutableArray.CreateBuilder<SmtpClient>(connections);
        for (var i = 0; i < connections; i++)
        {
            var client = new SmtpClient
            {
                ServerCertificateValidationCallback = (_, certificate, chain, errors) => trust.Judge(certificate, chain, errors) is null,
                CheckCertificateRevocation = trust.AsksForRevocation,
            };
            clients.Add(client);
            await client.ConnectAsync(server.Host, server.Port, SecureSocketOptions.StartTls, cancellationToken);
            await client.AuthenticateAsync(new SaslMechanismOAuth2(server.Mailbox!.Value.Value, token), cancellationToken);
        }
        return new DirectSender(clients.MoveToImmutable(), trust);
    }

    /// <summary>Composes and sends all of <paramref name="mails"/>, whose texts are not sealed.</summary>
    public async Task SendAsync(ImmutableArray<Mail> mails, CancellationToken cancellationToken)
    {
        var seal = new NoSeal();
        await ShareAsync(mails.Length, async (client, number) =>
        {
            using var message = MimeComposer.Compose(new OutgoingMail(mails[number], "psn-1"), seal);
            await client.SendAsync(message, cancellationToken);
        });
    }

    /// <summary>Sends <paramref name="message"/> so many times: next to no work on this side.</summary>
    public Task RepeatAsync(Func<MimeMessage> message, int times, CancellationToken cancellationToken)
    {
        var messages = _clients.ToDictionary(client => client, _ => message());
        return ShareAsync(times, (client, _) => client.SendAsync(messages[client], cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisconnectAsync(quit: true, CancellationToken.None);
            client.Dispose();
        }
        _trust.Dispose();
    }

    private Task ShareAsync(int count, Func<SmtpClient, int, Task> send)
    {
        var next = -1;
        return Task.WhenAll(_clients.Select(client => Task.Run(async () =>
        {
            for (var number = Interlocked.Increment(ref next); number < count; number = Interlocked.Increment(ref next)) await send(client, number);
        })));
    }
}
