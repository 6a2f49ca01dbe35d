using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace IseMail.Cluster.Sending;

/// <summary>
/// Opens SMTP connections with MailKit: name resolution, TCP, greeting, STARTTLS (never without), XOAUTH2. Each step may
/// take <see cref="SmtpServerSettings.ConnectionTimeout"/>, and a failure names the step it happened in.
/// </summary>
public sealed partial class MailKitTransport : ISubmissionTransport, IDisposable
{
    private readonly SmtpServerSettings _server;
    private readonly TrustedAuthorities _trusted;
    private readonly EntraTokenSource _tokens;
    private readonly ConnectionOptions _options;
    private AccessToken? _refused;
    private AccessToken? _lastUsed;

    private MailKitTransport(SmtpServerSettings server, TrustedAuthorities trusted, EntraTokenSource tokens, ConnectionOptions options)
    {
        _server = server;
        _trusted = trusted;
        _tokens = tokens;
        _options = options;
    }

    /// <summary>Makes the transport to <paramref name="server"/>. Nothing is connected yet.</summary>
    /// <param name="server">Where mail is submitted, and as whom.</param>
    /// <param name="readSecret">Reads the client secret when a token is fetched.</param>
    /// <param name="seal">Opens mail texts.</param>
    /// <param name="allowed">Who may get mail.</param>
    /// <param name="time">The clock tokens are renewed by and steps are timed with.</param>
    /// <param name="finalReply">How long the reply to the end of the data may take; <c>null</c>: the 10 minutes of RFC 5321, section 4.5.3.2.6.</param>
    /// <exception cref="IOException">A file of trusted authorities cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file of trusted authorities may not be read.</exception>
    /// <exception cref="CryptographicException">A file of trusted authorities holds no PEM certificate.</exception>
    public static MailKitTransport To(SmtpServerSettings server, ReadSecret readSecret, ITextSeal seal, RecipientAllowList allowed, TimeProvider time, TimeSpan? finalReply = null)
    {
        var trusted = TrustedAuthorities.Load(server.TrustedAuthorities);
        var tokens = new EntraTokenSource(server.OAuth, trusted, server.ConnectionTimeout, readSecret, time);
        return new MailKitTransport(server, trusted, tokens, new ConnectionOptions(finalReply ?? ConnectionOptions.ExchangeFinalReply, seal, allowed, time));
    }

    /// <inheritdoc/>
    public async Task<ConnectionFailure?> PrepareAsync(CancellationToken cancellationToken) =>
        await _tokens.GetAsync(null, cancellationToken) is TokenResult.Failed failed ? failed.Failure : null;

    /// <inheritdoc/>
    public async Task<ConnectionAttempt> OpenAsync(bool freshToken, CancellationToken cancellationToken)
    {
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

    /// <summary>Ends the token source. Connections that were opened live on.</summary>
    public void Dispose() => _tokens.Dispose();

    private async Task<ConnectionAttempt> ConnectAsync(AccessToken token, CancellationToken cancellationToken)
    {
        var stage = ConnectionStage.NameResolution;
        using var deadline = _options.Deadline(cancellationToken, out var following);
        using var _ = following;
        var watch = new ConversationWatch(_server.ConnectionTimeout, _options.FinalReply);
        Socket? socket = null;
        SmtpClient? client = null;
        string? mistrust = null;
        try
        {
            watch.Begin(deadline);
            var addresses = await Dns.GetHostAddressesAsync(_server.Host, deadline.Token);

            stage = ConnectionStage.Tcp;
            watch.Begin(deadline);
            socket = await ConnectAsync(addresses, deadline.Token);

            stage = ConnectionStage.Greeting;
            watch.Begin(deadline);
            client = new SmtpClient(watch)
            {
                ServerCertificateValidationCallback = (_, certificate, chain, errors) => (mistrust = _trusted.Refusal(certificate, chain, errors)) is null,
                CheckCertificateRevocation = _trusted.AsksForRevocation,
            };
            // Owned by the client from here on, also when connecting fails.
            var stream = new NetworkStream(socket, ownsSocket: true);
            socket = null;
            await client.ConnectAsync(stream, _server.Host, _server.Port, SecureSocketOptions.StartTls, deadline.Token);

            stage = ConnectionStage.Authentication;
            watch.Begin(deadline);
            await client.AuthenticateAsync(new SaslMechanismOAuth2(_server.Mailbox.Value, token.Value), deadline.Token);

            watch.End();
            var connection = new MailKitConnection(client, watch, _options);
            client = null;
            return new ConnectionAttempt.Opened(connection);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && IsFault(exception))
        {
            if (stage == ConnectionStage.Greeting && watch.TlsBegun) stage = ConnectionStage.Tls;
            if (stage == ConnectionStage.Tcp && IsReset(exception)) stage = ConnectionStage.Greeting;
            var failure = deadline.IsCancellationRequested
                ? new ConnectionFailure(stage, ConnectionFailureKind.Transient, $"{Where} did not answer within {Seconds(_server.ConnectionTimeout)}")
                : Explain(stage, exception, mistrust);
            if (failure.Kind == ConnectionFailureKind.TokenRefused) Volatile.Write(ref _refused, token);
            return new ConnectionAttempt.Failed(failure);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            watch.End();
            socket?.Dispose();
            client?.Dispose();
        }
    }

    private async Task<Socket> ConnectAsync(IPAddress[] addresses, CancellationToken cancellationToken)
    {
        foreach (var (number, address) in addresses.Index())
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, _server.Port, cancellationToken);
                return socket;
            }
            catch (SocketException fault) when (number < addresses.Length - 1 && !IsReset(fault))
            {
                // The next address may answer.
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw new SocketException((int)SocketError.HostNotFound);
    }

    /// <summary>
    /// Whether a server took the connection and cut it before this side had noticed the former: a port nobody listens on
    /// refuses, it does not reset.
    /// </summary>
    private static bool IsReset(Exception exception) => exception is SocketException { SocketErrorCode: SocketError.ConnectionReset };

    private ConnectionFailure Explain(ConnectionStage stage, Exception exception, string? mistrust) => exception switch
    {
        SmtpCommandException refused => ReplyClassification.OfConnection(stage, SmtpReply.Of((int)refused.StatusCode, refused.Message)),
        AuthenticationException refused => ReplyClassification.OfConnection(stage, AuthenticationReply(refused.Message)),
        SslHandshakeException when mistrust is not null =>
            new ConnectionFailure(stage, ConnectionFailureKind.Configuration, $"{Where}: {mistrust}"),
        NotSupportedException when stage == ConnectionStage.Greeting =>
            new ConnectionFailure(ConnectionStage.Tls, ConnectionFailureKind.Configuration, $"{Where} does not offer STARTTLS; mail is never submitted unencrypted"),
        NotSupportedException =>
            new ConnectionFailure(stage, ConnectionFailureKind.Configuration, $"{Where} does not offer AUTH XOAUTH2"),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } when stage == ConnectionStage.NameResolution =>
            new ConnectionFailure(stage, ConnectionFailureKind.Transient, $"no address is known for {_server.Host}"),
        _ => new ConnectionFailure(stage, ConnectionFailureKind.Transient, $"{Where}: {OneLine(Innermost(exception).Message)}"),
    };

    private string Where => string.Create(CultureInfo.InvariantCulture, $"{_server.Host}:{_server.Port}");

    /// <summary>MailKit's AuthenticationException holds nothing but the text "535: 5.7.3 …"; a 534 comes without its number.</summary>
    private static SmtpReply AuthenticationReply(string message)
    {
        // Some servers repeat the command they refuse, and that is where the token is.
        var text = LongWord().Replace(message, "(hidden)");
        return Numbered().Match(text) is { Success: true } match
            ? SmtpReply.Of(int.Parse(match.Groups["code"].Value, CultureInfo.InvariantCulture), match.Groups["text"].Value)
            : SmtpReply.Of(534, text);
    }

    /// <summary>What a network, a server or a clock can cause; everything else is a bug and goes through.</summary>
    internal static bool IsFault(Exception exception) => exception
        is CommandException or ProtocolException or AuthenticationException or SslHandshakeException or ServiceNotAuthenticatedException
        or ServiceNotConnectedException or NotSupportedException or SocketException or IOException or OperationCanceledException
        or TimeoutException or System.Security.Authentication.AuthenticationException;

    internal static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    internal static string OneLine(string text) => SmtpReply.Of(0, text).Text;

    private static Exception Innermost(Exception exception) => exception.GetBaseException();

    [GeneratedRegex(@"\A(?<code>\d{3}): (?<text>.*)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"\S{64,}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LongWord();
}
