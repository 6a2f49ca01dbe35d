using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Tenants;

/// <summary>A node's way to the tenant in virtual time: a token, kept until it is renewed, and connections.</summary>
internal sealed class VirtualTransport
{
    private readonly VirtualDeployment _deployment;
    private readonly VirtualNode _node;
    private readonly Func<SmtpServerSettings?> _server;
    private readonly TransportClock _clock;
    private readonly List<Action<(TokenClaims? Token, ConnectionFailure? Failure)>> _waiting = [];
    private TokenKeeping<TokenClaims> _kept = TokenKeeping<TokenClaims>.Empty;
    private TokenClaims? _lastUsed;

    /// <summary>A way that has been used for nothing yet.</summary>
    /// <param name="deployment">Whose.</param>
    /// <param name="node">From which node.</param>
    /// <param name="server">The SMTP server page; <c>null</c>: mail is not configured.</param>
    public VirtualTransport(VirtualDeployment deployment, VirtualNode node, Func<SmtpServerSettings?> server)
    {
        _deployment = deployment;
        _server = server;
        _node = node;
        _clock = new TransportClock(deployment.World, node, deployment.World.Chance($"{node.Name}/transport"));
    }

    private SmtpServerSettings? Server => _server();

    private DateTimeOffset Now => _deployment.World.Queue.Now + _node.ClockOffset;

    /// <summary>Gets a token ready.</summary>
    public void Prepare()
    {
        if (Server?.OAuth is null) return;
        Token(null, answer =>
        {
            // That a token could be had tells nothing of the other server's name.
            if (answer.Failure?.UnknownName is { } unknown) _deployment.Of(_node)?.Names.LookedUp(unknown);
        });
    }

    /// <summary>Other settings are in use: what was had by the former ones is worth nothing.</summary>
    public void Renew() => (_kept, _lastUsed) = (TokenKeeping<TokenClaims>.Empty, null);

    /// <summary>Opens a connection.</summary>
    /// <param name="freshToken">Whether the token at hand must be passed over.</param>
    /// <param name="done">Called with what came of it.</param>
    public void Open(bool freshToken, Action<OpenAttempt> done)
    {
        if (Server is not { } server)
        {
            _clock.Soon(() => done(new OpenAttempt(null, new ConnectionFailure(ConnectionStage.Token, ConnectionFailureKind.Configuration, "no SMTP server is set", Problem: ConnectionProblem.NotConfigured))));
            return;
        }
        if (server.OAuth is null) Begin(null);
        else
        {
            Token(freshToken ? _lastUsed : null, answer =>
            {
                if (answer.Token is { } token) Begin(_lastUsed = token);
                else Opened(new OpenAttempt(null, answer.Failure));
            });
        }

        void Begin(TokenClaims? token) => new VirtualOpening(_deployment, _node, server, token, _clock.Chance).Begin(Opened);

        void Opened(OpenAttempt attempt)
        {
            _deployment.Of(_node)?.Names.LookedUp(attempt.Failure?.UnknownName);
            done(attempt);
        }
    }

    /// <summary>ISE's connection test: a token, a connection, the sender, and nothing sent.</summary>
    /// <param name="done">Called with what failed; <c>null</c>: nothing did.</param>
    public void Test(Action<ConnectionFailure?> done) => Open(freshToken: false, attempt =>
    {
        if (attempt.Connection is { } connection) connection.Test(failure => connection.Close(() => done(failure)));
        else done(attempt.Failure);
    });

    /// <summary>Nobody waits for it any more.</summary>
    public void End() => _clock.End();

    private void Token(TokenClaims? refused, Action<(TokenClaims? Token, ConnectionFailure? Failure)> then)
    {
        var (token, failure) = _kept.Look(refused, Now);
        if (token is not null || failure is not null)
        {
            _clock.Soon(() => then((token, failure)));
            return;
        }
        _waiting.Add(then);
        if (_waiting.Count == 1) new TokenFetch(_deployment, _node, Server!, _clock).Begin(Fetched);
    }

    private void Fetched(TokenAnswer.Issued? issued, ConnectionFailure? failure)
    {
        _kept = issued is null
            ? TokenKeeping<TokenClaims>.Refused(failure, Now)
            : TokenKeeping<TokenClaims>.Issued(issued.Claims, TokenRenewal.At(Now, issued.Said));
        var waiting = _waiting.ToArray();
        _waiting.Clear();
        foreach (var one in waiting) one((issued?.Claims, failure));
    }
}

/// <summary>What came of opening a connection: it, or why not.</summary>
internal readonly record struct OpenAttempt(VirtualConnection? Connection, ConnectionFailure? Failure);
