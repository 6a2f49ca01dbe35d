using IseMail.Domain.Texts;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using IseMail.Cluster.Network;
using IseMail.Cluster.Telemetry;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace IseMail.Cluster.Sending;

/// <summary>
/// Opens one SMTP connection: name, TCP, proxy, greeting, STARTTLS, the chain, AUTH. Each step may take
/// <see cref="SmtpServerSettings.ConnectionTimeout"/>.
/// </summary>
internal sealed partial class SmtpOpening : IDisposable
{
    private readonly SmtpServerSettings _server;
    private readonly CertificateTrust _trust;
    private readonly NodeNetwork _network;
    private readonly ReadSecret _readSecret;
    private readonly ConnectionOptions _options;

    /// <summary>Opens connections to <paramref name="server"/> by <paramref name="path"/>.</summary>
    /// <exception cref="CryptographicException">A trusted certificate is damaged.</exception>
    public SmtpOpening(SmtpServerSettings server, NodePath path, ReadSecret readSecret, ConnectionOptions options)
    {
        _server = server;
        _trust = new CertificateTrust(path, options.Time);
        _network = new NodeNetwork(path, readSecret);
        _readSecret = readSecret;
        _options = options;
    }

    private string Behind(ConnectionStage stage) => stage == ConnectionStage.Proxy ? $"the proxy in front of {Where}" : Where;

    private string Where => string.Create(CultureInfo.InvariantCulture, $"{_server.Host}:{_server.Port}");

    /// <summary>A connection, or how far it came.</summary>
    /// <param name="token">The access token, where one is used.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<ConnectionAttempt> OpenAsync(AccessToken? token, CancellationToken cancellationToken)
    {
        SaslMechanism? mechanism;
        try
        {
            mechanism = await MechanismAsync(token, cancellationToken);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return new ConnectionAttempt.Failed(new ConnectionFailure(
                ConnectionStage.Authentication, ConnectionFailureKind.Configuration, OneLine($"the password cannot be read: {unreadable.Message}"), Problem: ConnectionProblem.SecretUnreadable));
        }
        return await OpenAsync(mechanism, cancellationToken);
    }

    /// <summary>Forgets the trusted certificates.</summary>
    public void Dispose() => _trust.Dispose();

    private async Task<ConnectionAttempt> OpenAsync(SaslMechanism? mechanism, CancellationToken cancellationToken)
    {
        var stage = ConnectionStage.NameResolution;
        var begun = StepTimes.Begin(StepTimes.OfOpenings);
        using var deadline = _options.Deadline(cancellationToken, out var following);
        using var _ = following;
        var watch = new ConversationWatch(_server.ConnectionTimeout, _options.FinalReply);
        Stream? stream = null;
        SubmissionClient? client = null;
        Mistrust? mistrust = null;
        try
        {
            stream = await _network.ConnectAsync(_server.Host, _server.Port, Reach, deadline.Token);

            Reach(ConnectionStage.Greeting);
            client = new SubmissionClient(watch)
            {
                ServerCertificateValidationCallback = (_, certificate, chain, errors) => (mistrust = _trust.Judge(certificate, chain, errors)) is null,
                CheckCertificateRevocation = _trust.AsksForRevocation,
            };
            // Owned by the client from here on, also when connecting fails.
            var owned = stream;
            stream = null;
            var security = _server.Encryption == ConnectionEncryption.Tls ? SecureSocketOptions.StartTls : SecureSocketOptions.None;
            await client.ConnectAsync(owned, _server.Host, _server.Port, security, deadline.Token);

            if (mechanism is not null)
            {
                Reach(ConnectionStage.Authentication);
                await client.AuthenticateAsync(mechanism, deadline.Token);
            }
            watch.End();
            StepTimes.End(StepTimes.OfOpenings, begun);
            var connection = new MailKitConnection(client, watch, _options);
            client = null;
            return new ConnectionAttempt.Opened(connection);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && MailKitTransport.IsFault(exception))
        {
            if (stage == ConnectionStage.Greeting && watch.TlsBegun) stage = watch.TlsAgreed ? ConnectionStage.Tls : ConnectionStage.StartTls;
            if (stage == ConnectionStage.Tcp && IsReset(exception)) stage = ConnectionStage.Greeting;
            return new ConnectionAttempt.Failed(deadline.IsCancellationRequested
                ? new ConnectionFailure(
                    stage, ConnectionFailureKind.Transient, string.Create(CultureInfo.InvariantCulture, $"{Behind(stage)} did not answer within {_server.ConnectionTimeout.TotalSeconds:0.###} s"),
                    Problem: ConnectionProblem.TimedOut)
                : Explain(stage, exception, mistrust));
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            watch.End();
            if (stream is not null) await stream.DisposeAsync();
            client?.Dispose();
        }

        void Reach(ConnectionStage next)
        {
            stage = next;
            watch.Begin(deadline);
        }
    }

    private async Task<SaslMechanism?> MechanismAsync(AccessToken? token, CancellationToken cancellationToken) => _server.Authentication switch
    {
        SmtpAuthentication.ExchangeOnlineOAuth oauth => new SaslMechanismOAuth2(oauth.Mailbox.Value, token!.Value),
        SmtpAuthentication.Password password => new SaslMechanismLogin(password.UserName, await _readSecret(password.Secret, cancellationToken)),
        _ => null,
    };

    /// <summary>
    /// Whether a server took the connection and cut it before this side had noticed the former: a port nobody listens on
    /// refuses, it does not reset.
    /// </summary>
    private static bool IsReset(Exception exception) => exception is SocketException { SocketErrorCode: SocketError.ConnectionReset };

    private ConnectionFailure Explain(ConnectionStage stage, Exception exception, Mistrust? mistrust)
    {
        switch (exception)
        {
            case SmtpCommandException refused:
                return ReplyClassification.OfConnection(stage, SmtpReply.Of((int)refused.StatusCode, refused.Message));
            case AuthenticationException refused:
                return ReplyClassification.OfConnection(stage, AuthenticationReply(refused.Message));
            case SslHandshakeException when mistrust is not null:
                return new ConnectionFailure(ConnectionStage.Tls, ConnectionFailureKind.Configuration, $"{Where}: {mistrust.Reason}", Problem: mistrust.Problem);
            case NotSupportedException when stage == ConnectionStage.Greeting:
                return new ConnectionFailure(
                    ConnectionStage.StartTls, ConnectionFailureKind.Configuration, $"{Where} does not offer STARTTLS; mail is never submitted unencrypted",
                    Problem: ConnectionProblem.EncryptionNotOffered);
            case NotSupportedException:
                return new ConnectionFailure(
                    stage, ConnectionFailureKind.Configuration, $"{Where} does not offer AUTH {(_server.Authentication is SmtpAuthentication.Password ? "LOGIN" : "XOAUTH2")}",
                    Problem: ConnectionProblem.MechanismNotOffered);
        }
        if (NetworkExceptions.Meaning(exception, _server.Host, Where) is { } fault) return new ConnectionFailure(stage, fault.Kind, OneLine(fault.Reason), Problem: fault.Problem) { UnknownName = fault.UnknownName };
        return new ConnectionFailure(stage, ConnectionFailureKind.Transient, $"{Where}: {OneLine(exception.GetBaseException().Message)}", Problem: ConnectionProblem.Broken);
    }

    /// <summary>MailKit's AuthenticationException holds nothing but the text "535: 5.7.3 …"; a 534 comes without its number.</summary>
    private static SmtpReply AuthenticationReply(string message)
    {
        // Some servers repeat the command they refuse, and that is where the token is.
        var text = LongWord().Replace(message, "(hidden)");
        return Numbered().Match(text) is { Success: true } match
            ? SmtpReply.Of(int.Parse(match.Groups["code"].Value, CultureInfo.InvariantCulture), match.Groups["text"].Value)
            : SmtpReply.Of(534, text);
    }

    private static string OneLine(string text) => SmtpReply.Of(0, text).Text;

    [GeneratedRegex(@"\A(?<code>\d{3}): (?<text>.*)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, PatternPatience.Milliseconds)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"\S{64,}", RegexOptions.CultureInvariant, PatternPatience.Milliseconds)]
    private static partial Regex LongWord();
}
