using System.Globalization;
using IseMail.Domain.Faults;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Tenants;

/// <summary>A node's way to the tenant in virtual time: a token, kept until it is renewed, and connections.</summary>
internal sealed class VirtualTransport
{
    private readonly VirtualWorld _world;
    private readonly VirtualTenant _tenant;
    private readonly VirtualNode _node;
    private readonly SeededChance _chance;
    private readonly List<Action<(VirtualToken? Token, ConnectionFailure? Failure)>> _waiting = [];
    private VirtualToken? _token;
    private VirtualToken? _lastUsed;
    private ConnectionFailure? _asked;
    private DateTimeOffset _askedUntil;
    private bool _ended;

    public VirtualTransport(VirtualWorld world, VirtualTenant tenant, VirtualNode node)
    {
        _world = world;
        _tenant = tenant;
        _node = node;
        _chance = world.Chance($"{node.Name}/transport");
    }

    private SmtpServerSettings? Server => _world.Topology.Mail.Server;

    private DateTimeOffset Now => _world.Queue.Now + _node.ClockOffset;

    /// <summary>Gets a token ready.</summary>
    public void Prepare()
    {
        if (Server?.OAuth is not null) Token(null, static _ => { });
    }

    /// <summary>Other settings are in use: what was had by the former ones is worth nothing.</summary>
    public void Renew() => (_token, _lastUsed, _asked) = (null, null, null);

    /// <summary>Opens a connection.</summary>
    /// <param name="freshToken">Whether the token at hand must be passed over.</param>
    /// <param name="done">Called with what came of it.</param>
    public void Open(bool freshToken, Action<OpenAttempt> done)
    {
        if (Server is not { } server)
        {
            Later(() => done(new OpenAttempt(null, new ConnectionFailure(ConnectionStage.Token, ConnectionFailureKind.Configuration, "no SMTP server is set", Problem: ConnectionProblem.NotConfigured))));
            return;
        }
        if (server.OAuth is null)
        {
            new VirtualOpening(_world, _tenant, _node, server, null, _chance).Begin(done);
            return;
        }
        Token(freshToken ? _lastUsed : null, answer =>
        {
            if (answer.Token is not { } token)
            {
                done(new OpenAttempt(null, answer.Failure));
                return;
            }
            _lastUsed = token;
            new VirtualOpening(_world, _tenant, _node, server, token, _chance).Begin(done);
        });
    }

    /// <summary>Nobody waits for it any more.</summary>
    public void End() => _ended = true;

    private void Token(VirtualToken? refused, Action<(VirtualToken? Token, ConnectionFailure? Failure)> then)
    {
        if (_token is { } token && token.RenewAt > Now && token != refused)
        {
            Later(() => then((token, null)));
            return;
        }
        if (_asked is { } asked && _askedUntil > Now)
        {
            Later(() => then((null, asked with { RetryAfter = _askedUntil - Now })));
            return;
        }
        _waiting.Add(then);
        if (_waiting.Count == 1) Fetch(Server!);
    }

    private void Fetch(SmtpServerSettings server) => After(_world.Timing.Token.Draw(_chance), () =>
    {
        var oauth = server.OAuth!;
        var meeting = TokenMeeting.Of(_tenant, _node);
        if (meeting.Lasts is { } lasts)
        {
            if (lasts < server.ConnectionTimeout) After(lasts, () => Answer(oauth, meeting));
            else
            {
                After(server.ConnectionTimeout, () => Fetched(null, Failure(
                    ConnectionStage.Token, ConnectionFailureKind.Transient, ConnectionProblem.TimedOut,
                    string.Create(CultureInfo.InvariantCulture, $"no answer from {oauth.Authority.Authority} within {server.ConnectionTimeout.TotalSeconds:0.###} s"), null)));
            }
        }
        else Answer(oauth, meeting);
    });

    private void Answer(OAuthSettings oauth, TokenMeeting meeting)
    {
        if (meeting.Failure is { } failure)
        {
            Fetched(null, failure(oauth));
            return;
        }
        var request = new TokenRequest
        {
            Tenant = oauth.Authority.AbsolutePath.Trim('/'),
            GrantType = "client_credentials",
            ClientId = oauth.ClientId,
            ClientSecret = VirtualSecrets.Read(oauth.ClientSecret),
            Scope = oauth.Scope,
        };
        var answer = meeting.Error is { } error ? error.Refuse(_tenant.View.Directory, request) : _tenant.Answer(request, meeting.Skew);
        if (answer is TokenAnswer.Issued issued)
        {
            var life = issued.Lifetime - TimeSpan.FromSeconds(1);
            Fetched(new VirtualToken(meeting.Alter(issued.Claims), TokenRenewal.At(Now, life)), null);
            return;
        }
        var refused = (TokenAnswer.Refused)answer;
        var (kind, problem) = TokenRefusals.Meaning(refused.HttpStatus, refused.Error, refused.Aadsts);
        Fetched(null, Failure(
            ConnectionStage.Token, kind, problem, string.Create(CultureInfo.InvariantCulture, $"{oauth.Authority.Host} answered {refused.HttpStatus} {refused.Error}: AADSTS{refused.Aadsts}: {refused.Text}"), refused.RetryAfter));
    }

    private void Fetched(VirtualToken? token, ConnectionFailure? failure)
    {
        _token = token;
        _asked = failure is { RetryAfter: not null } ? failure : null;
        _askedUntil = Now + (_asked?.RetryAfter ?? TimeSpan.Zero);
        var waiting = _waiting.ToArray();
        _waiting.Clear();
        foreach (var one in waiting) one((token, failure));
    }

    private static ConnectionFailure Failure(ConnectionStage stage, ConnectionFailureKind kind, ConnectionProblem problem, string reason, TimeSpan? retryAfter) =>
        new(stage, kind, reason, retryAfter, problem, ConnectionParty.TokenService);

    private void Later(Action what) => After(TimeSpan.Zero, what);

    private void After(TimeSpan after, Action what) => _world.Queue.After(after, new EventLabel(VirtualEventKind.Token, _node.Label), () =>
    {
        if (!_ended) what();
    });
}

/// <summary>A token, and when another is fetched in its place.</summary>
internal sealed record VirtualToken(TokenClaims Claims, DateTimeOffset RenewAt);

/// <summary>What came of opening a connection: it, or why not.</summary>
internal readonly record struct OpenAttempt(VirtualConnection? Connection, ConnectionFailure? Failure);

/// <summary>What faults make of one request for a token.</summary>
/// <param name="Lasts">How much longer it takes; <c>null</c>: no longer.</param>
/// <param name="Failure">What it ends in; <c>null</c>: an answer of the service.</param>
/// <param name="Error">What the service answers instead; <c>null</c>: what it would.</param>
/// <param name="Skew">How far ahead the service's clock is.</param>
/// <param name="Alter">What the token says instead.</param>
internal sealed record TokenMeeting(TimeSpan? Lasts, Func<OAuthSettings, ConnectionFailure>? Failure, EntraError? Error, TimeSpan Skew, Func<TokenClaims, TokenClaims> Alter)
{
    private static readonly TokenMeeting Plain = new(null, null, null, TimeSpan.Zero, static claims => claims);

    /// <summary>What happens to a request of a node.</summary>
    public static TokenMeeting Of(VirtualTenant tenant, VirtualNode node)
    {
        var meeting = Plain;
        var context = new FaultContext(node.Name.Value);
        foreach (var fault in tenant.Struck(FaultPoint.TokenConnection, context))
        {
            if (fault.What is FaultEffect.Refuse)
                return meeting with { Failure = static oauth => Fails(ConnectionStage.Tls, ConnectionFailureKind.Transient, ConnectionProblem.Broken, $"no answer from {oauth.Authority.Authority}: the connection was closed") };
            if (fault.What is FaultEffect.WrongCertificate wrong) return meeting with { Failure = oauth => Mistrust(oauth.Authority.Host, wrong.Flaw) };
        }
        foreach (var fault in tenant.Struck(FaultPoint.Token, context))
        {
            var alter = meeting.Alter;
            switch (fault.What)
            {
                case FaultEffect.Delay delay:
                    meeting = meeting with { Lasts = (meeting.Lasts ?? TimeSpan.Zero) + delay.By };
                    break;
                case FaultEffect.Stall:
                    meeting = meeting with { Lasts = TimeSpan.MaxValue };
                    break;
                case FaultEffect.ClockSkew skew:
                    meeting = meeting with { Skew = meeting.Skew + skew.By };
                    break;
                case FaultEffect.WrongAudience:
                    meeting = meeting with { Alter = claims => alter(claims) with { Audience = "https://graph.microsoft.com" } };
                    break;
                case FaultEffect.WithoutRole:
                    meeting = meeting with { Alter = claims => alter(claims) with { Roles = [] } };
                    break;
                case FaultEffect.Aadsts { Error: var error }:
                    return meeting with { Error = error };
                case FaultEffect.Status status:
                    var (kind, problem) = TokenRefusals.Meaning(status.Code, "", null);
                    return meeting with { Failure = oauth => Fails(ConnectionStage.Token, kind, problem, string.Create(CultureInfo.InvariantCulture, $"{oauth.Authority.Host} answered {status.Code}"), status.RetryAfter) };
                case FaultEffect.NotJson or FaultEffect.Truncate:
                    return meeting with { Failure = static oauth => Fails(ConnectionStage.Token, ConnectionFailureKind.Transient, ConnectionProblem.TokensUnavailable, $"{oauth.Authority.Host} answered with something that is no token; a proxy's page, perhaps") };
            }
        }
        return meeting;
    }

    private static ConnectionFailure Fails(ConnectionStage stage, ConnectionFailureKind kind, ConnectionProblem problem, string reason, TimeSpan? retryAfter = null) =>
        new(stage, kind, reason, retryAfter, problem, ConnectionParty.TokenService);

    private static ConnectionFailure Mistrust(string host, CertificateFlaw flaw) => Fails(ConnectionStage.Tls, ConnectionFailureKind.Configuration, VirtualOpening.ProblemOf(flaw), $"{host}: its certificate is not to be believed");
}
