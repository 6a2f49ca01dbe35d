using System.Security.Cryptography;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using MailKit;
using MailKit.Security;

namespace IseMail.Cluster.Sending;

/// <summary>
/// Opens SMTP connections with MailKit as the settings say: a token where one is needed, then the connection. A failure
/// names the stage it happened in and whose.
/// </summary>
public sealed class MailKitTransport : ISubmissionTransport, IDisposable
{
    private readonly SmtpServerSettings _server;
    private readonly SmtpOpening _opening;
    private readonly EntraTokenSource? _tokens;
    private readonly ConnectionOptions _options;
    private AccessToken? _refused;
    private AccessToken? _lastUsed;

    private MailKitTransport(SmtpServerSettings server, SmtpOpening opening, EntraTokenSource? tokens, ConnectionOptions options)
    {
        _server = server;
        _opening = opening;
        _tokens = tokens;
        _options = options;
    }

    /// <summary>Makes the transport to <paramref name="server"/>. Nothing is connected yet.</summary>
    /// <param name="server">Where mail is submitted, and as whom.</param>
    /// <param name="path">The node's way there.</param>
    /// <param name="readSecret">Reads the client secret when a token is fetched.</param>
    /// <param name="seal">Opens mail texts.</param>
    /// <param name="allowed">Who may get mail.</param>
    /// <param name="time">The clock tokens are renewed by and steps are timed with.</param>
    /// <param name="finalReply">How long the reply to the end of the data may take; <c>null</c>: the 10 minutes of RFC 5321, section 4.5.3.2.6.</param>
    /// <param name="node">Who submits, for what is counted; <c>null</c>: no node on its own behalf.</param>
    /// <exception cref="CryptographicException">A trusted certificate is damaged.</exception>
    public static MailKitTransport To(
        SmtpServerSettings server, NodePath path, ReadSecret readSecret, ITextSeal seal, RecipientAllowList allowed, TimeProvider time, TimeSpan? finalReply = null, NodeName? node = null)
    {
        var options = new ConnectionOptions(finalReply ?? SmtpServerSettings.FinalReply, seal, allowed, time);
        var tokens = server.OAuth is { } oauth ? new EntraTokenSource(oauth, path, server.ConnectionTimeout, readSecret, time, node) : null;
        return new MailKitTransport(server, new SmtpOpening(server, path, readSecret, options), tokens, options);
    }

    /// <inheritdoc/>
    public async Task<ConnectionFailure?> PrepareAsync(CancellationToken cancellationToken) =>
        _tokens is not null && await _tokens.GetAsync(null, cancellationToken) is TokenResult.Failed failed ? failed.Failure : null;

    /// <inheritdoc/>
    public async Task<ConnectionAttempt> OpenAsync(bool freshToken, CancellationToken cancellationToken)
    {
        if (_tokens is null) return await ConnectAsync(null, cancellationToken);
        // By the token that was refused and not by the wish alone: connections refused with the same one fetch once.
        var passOver = freshToken ? Volatile.Read(ref _refused) ?? Volatile.Read(ref _lastUsed) : null;
        switch (await _tokens.GetAsync(passOver, cancellationToken))
        {
            case TokenResult.Issued issued:
                Volatile.Write(ref _lastUsed, issued.Token);
                return await ConnectAsync(issued.Token, cancellationToken);
            case TokenResult.Failed failed:
                return new ConnectionAttempt.Failed(failed.Failure);
            default:
                throw new InvalidOperationException("no such token result");
        }
    }

    /// <inheritdoc/>
    public OutgoingMail Prepare(OutgoingMail mail)
    {
        try
        {
            return new ComposedMail(mail, MimeComposer.Compose(mail, _options.Seal));
        }
        catch (CryptographicException)
        {
            // Said when it is submitted, if it ever is.
            return mail;
        }
    }

    /// <summary>
    /// ISE's connection test: a token, a connection, AUTH, and whether the mailbox is taken as sender. No mail is sent, so
    /// whether a message would be accepted it does not tell.
    /// </summary>
    public async Task<(ConnectionFailure? Failure, TokenFacts? Token)> TestAsync(CancellationToken cancellationToken)
    {
        var attempt = await OpenAsync(freshToken: false, cancellationToken);
        var facts = Volatile.Read(ref _lastUsed) is { } token ? TokenFacts.Of(token.Value) : null;
        if (attempt is not ConnectionAttempt.Opened { Connection: MailKitConnection connection }) return (((ConnectionAttempt.Failed)attempt).Failure, facts);
        await using (connection)
        {
            var failure = _server.Mailbox is { } mailbox ? await connection.TestSenderAsync(mailbox, _server.ConnectionTimeout, cancellationToken) : null;
            await connection.CloseAsync(cancellationToken);
            return (failure, facts);
        }
    }

    /// <summary>Ends the token source. Connections that were opened live on.</summary>
    public void Dispose()
    {
        _tokens?.Dispose();
        _opening.Dispose();
    }

    private async Task<ConnectionAttempt> ConnectAsync(AccessToken? token, CancellationToken cancellationToken)
    {
        var attempt = await _opening.OpenAsync(token, cancellationToken);
        if (attempt is ConnectionAttempt.Failed { Failure.Kind: ConnectionFailureKind.TokenRefused }) Volatile.Write(ref _refused, token);
        return attempt;
    }

    /// <summary>What a network, a server or a clock can cause; everything else is a bug and goes through.</summary>
    internal static bool IsFault(Exception exception) => exception
        is CommandException or ProtocolException or AuthenticationException or SslHandshakeException or ServiceNotAuthenticatedException
        or ServiceNotConnectedException or NotSupportedException or System.Net.Sockets.SocketException or IOException or OperationCanceledException
        or TimeoutException or System.Security.Authentication.AuthenticationException;
}
