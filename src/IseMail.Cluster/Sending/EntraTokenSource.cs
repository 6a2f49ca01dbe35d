using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using IseMail.Cluster.Network;
using IseMail.Cluster.Telemetry;
using IseMail.Domain.Deployments;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using Microsoft.Identity.Client;

namespace IseMail.Cluster.Sending;

/// <summary>The port to where secrets lie: reads one when it is needed, so that a changed file takes effect.</summary>
/// <exception cref="IOException">It cannot be read; the message says what is missing, never what was read.</exception>
/// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
public delegate ValueTask<string> ReadSecret(SecretSource source, CancellationToken cancellationToken);

/// <summary>
/// Gets access tokens from Entra ID with the client credentials flow, through MSAL. One fetch at a time, whoever asks;
/// a token is kept until shortly before it expires. Knows nothing of other instances, nor they of it.
/// </summary>
public sealed class EntraTokenSource : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationToken _closed;
    private readonly OAuthSettings _settings;
    private readonly ReadSecret _readSecret;
    private readonly TimeProvider _time;
    private readonly CertificateTrust _trust;
    private readonly EntraHttp _http;
    private readonly TimeSpan _timeout;
    private readonly NodeName? _node;

    private TokenKeeping<AccessToken> _kept = TokenKeeping<AccessToken>.Empty;
    private Task<TokenResult>? _fetch;
    private (string Secret, IConfidentialClientApplication Client)? _application;

    /// <summary>Makes a source that has fetched nothing yet.</summary>
    /// <param name="settings">Whose token, and from where.</param>
    /// <param name="path">The node's way to the token service.</param>
    /// <param name="timeout">How long one request may take.</param>
    /// <param name="readSecret">Reads the client secret, once for each fetch.</param>
    /// <param name="time">The clock tokens are renewed by.</param>
    /// <param name="node">Who asks, for what is counted; <c>null</c>: no node on its own behalf.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A trusted certificate is damaged.</exception>
    public EntraTokenSource(OAuthSettings settings, NodePath path, TimeSpan timeout, ReadSecret readSecret, TimeProvider time, NodeName? node = null)
    {
        _node = node;
        _settings = settings;
        _readSecret = readSecret;
        _time = time;
        _trust = new CertificateTrust(path, time);
        _http = new EntraHttp(new NodeNetwork(path, readSecret), _trust, timeout, time);
        _timeout = timeout;
        _closed = _closing.Token;
    }

    /// <summary>
    /// The token at hand, or a newly fetched one. Callers that come while a fetch is under way share it; cancelling one
    /// of them ends its own wait and not the fetch.
    /// </summary>
    /// <param name="refused">A token the server has refused: never handed out again. <c>null</c>: none has been.</param>
    /// <param name="cancellationToken">Ends the caller's wait.</param>
    public Task<TokenResult> GetAsync(AccessToken? refused, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
            var (token, failure) = _kept.Look(refused, _time.GetUtcNow());
            if (token is not null) return Task.FromResult<TokenResult>(new TokenResult.Issued(token));
            if (failure is not null) return Task.FromResult<TokenResult>(new TokenResult.Failed(failure));
            _fetch ??= Task.Run(FetchAsync, CancellationToken.None);
            return _fetch.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends a fetch under way and closes the connections to the token service.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed.IsCancellationRequested) return;
            _closing.Cancel();
        }
        _http.Dispose();
        _trust.Dispose();
        _closing.Dispose();
    }

    private async Task<TokenResult> FetchAsync()
    {
        TokenResult? result = null;
        var begun = StepTimes.Begin(StepTimes.OfTokens);
        try
        {
            result = await RequestAsync(_closed);
            if (result is TokenResult.Issued) StepTimes.End(StepTimes.OfTokens, begun);
            return result;
        }
        finally
        {
            MailMetrics.CountToken(_node, result is TokenResult.Issued);
            lock (_gate)
            {
                // Also after what nobody foresaw: whoever asks next begins anew and does not get the old exception again.
                _fetch = null;
                _kept = result is TokenResult.Issued { Token: var token }
                    ? TokenKeeping<AccessToken>.Issued(token, token.RenewAt)
                    : TokenKeeping<AccessToken>.Refused((result as TokenResult.Failed)?.Failure, _time.GetUtcNow());
            }
        }
    }

    private async Task<TokenResult> RequestAsync(CancellationToken cancellationToken)
    {
        string secret;
        try
        {
            secret = await _readSecret(_settings.ClientSecret, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return new TokenResult.Failed(TokenFailure.Make(
                ConnectionStage.Token, ConnectionFailureKind.Configuration, ConnectionProblem.SecretUnreadable, $"the client secret cannot be read: {exception.Message}", null));
        }

        try
        {
            // Forced: whenever this is reached, what MSAL's own cache holds has been refused or is about to expire.
            var answer = await ApplicationWith(secret).AcquireTokenForClient([_settings.Scope]).WithForceRefresh(true).ExecuteAsync(cancellationToken);
            var life = answer.ExpiresOn - TimeProvider.System.GetUtcNow(); // MSAL counts from the real clock
            return new TokenResult.Issued(new AccessToken(answer.AccessToken, TokenRenewal.At(_time.GetUtcNow(), life)));
        }
        // A page of somebody else's in place of a token is told by MSAL as what its JSON reader made of it, and a connection
        // that is reset before it is used, by SocketsHttpHandler as what the socket said.
        catch (Exception exception) when (exception is MsalException or HttpRequestException or SocketException or JsonException or IOException or OperationCanceledException or UriFormatException or ArgumentException)
        {
            var failure = TokenFailure.Of(exception, _settings.Authority, _http, _timeout);
            // A service that repeats what it was sent must not put it into a log.
            return new TokenResult.Failed(failure with { Reason = Hide(failure.Reason, secret) });
        }
    }

    private IConfidentialClientApplication ApplicationWith(string secret)
    {
        if (_application is { } made && made.Secret == secret) return made.Client;
        var client = ConfidentialClientApplicationBuilder.Create(_settings.ClientId)
            .WithClientSecret(secret)
            .WithAuthority(_settings.Authority, validateAuthority: false)
            // Hosts that MSAL does not know would be looked up at login.microsoftonline.com, which must not hear of a private
            // service; those that it knows need no looking up, for the authority is all that is used of the answer.
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(_http, retryOnceOn5xx: false)
            .Build();
        _application = (secret, client);
        return client;
    }

    private static string Hide(string reason, string secret) =>
        secret.Length == 0 ? reason : reason.Replace(secret, "(hidden)", StringComparison.Ordinal);
}
