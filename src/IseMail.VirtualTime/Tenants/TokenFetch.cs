using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Faults;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Tenants;

/// <summary>Fetches one token from the tenant's token service in virtual time: the way there, the certificate, what faults make of the request, the answer.</summary>
internal sealed class TokenFetch(VirtualDeployment deployment, VirtualNode node, SmtpServerSettings server, TransportClock clock)
{
    private readonly VirtualTenant _tenant = deployment.Tenant;
    private readonly OAuthSettings _oauth = server.OAuth!;
    private readonly FaultContext _context = new(node.Name.Value);
    private Action<TokenAnswer.Issued?, ConnectionFailure?> _done = static (_, _) => { };
    private TimeSpan _patience;

    /// <summary>Begins.</summary>
    /// <param name="done">Called with the token, or with why there is none.</param>
    public void Begin(Action<TokenAnswer.Issued?, ConnectionFailure?> done)
    {
        _done = done;
        _patience = server.ConnectionTimeout;
        clock.After(deployment.World.Timing.Token.Draw(clock.Chance), Reach);
    }

    private void Reach()
    {
        var way = new VirtualWay(_tenant, deployment.Settings.PathOf(node));
        var end = way.Go(_oauth.Authority.Host, _oauth.Authority.Port, ConnectionParty.TokenService);
        if (end.IsSilent)
        {
            TimeOut(end.Stage);
            return;
        }
        if (end.Fault is { } fault)
        {
            Fail(end.Stage, fault.Kind, fault.Problem, fault.Reason, null, fault.UnknownName);
            return;
        }
        CertificateFlaw? flaw = null;
        foreach (var struck in _tenant.Struck(FaultPoint.TokenConnection, _context))
        {
            if (struck.What is FaultEffect.Refuse)
            {
                Fail(ConnectionStage.Tls, ConnectionFailureKind.Transient, ConnectionProblem.Broken, $"no answer from {_oauth.Authority.Authority}: the connection was closed");
                return;
            }
            if (struck.What is FaultEffect.WrongCertificate wrong) flaw = wrong.Flaw;
        }
        if (way.Mistrust(TenantAuthorities.EntraId, flaw) is { } problem)
        {
            Fail(ConnectionStage.Tls, ConnectionFailureKind.Configuration, problem, $"{_oauth.Authority.Host}: its certificate is not to be believed");
            return;
        }
        Meet(_tenant.Struck(FaultPoint.Token, _context), 0, TokenDisturbance.None);
    }

    private void Meet(ImmutableArray<Fault> struck, int number, TokenDisturbance disturbance)
    {
        if (number == struck.Length || disturbance.End is not null)
        {
            Answer(disturbance);
            return;
        }
        (disturbance, var pause) = disturbance.Meet(struck[number].What);
        if (pause == TimeSpan.Zero)
        {
            Meet(struck, number + 1, disturbance);
            return;
        }
        var lasts = _tenant.EndOf(struck[number]) is { } ends && ends - deployment.World.Queue.Now < pause ? ends - deployment.World.Queue.Now : pause;
        if (lasts >= _patience)
        {
            TimeOut(ConnectionStage.Token);
            return;
        }
        _patience -= lasts;
        clock.After(lasts, () => Meet(struck, number + 1, disturbance));
    }

    private void Answer(TokenDisturbance disturbance)
    {
        var request = new TokenRequest
        {
            Tenant = _oauth.Authority.AbsolutePath.Trim('/'),
            GrantType = TokenRequest.ClientCredentials,
            ClientId = _oauth.ClientId,
            ClientSecret = VirtualSecrets.Read(_oauth.ClientSecret),
            Scope = _oauth.Scope,
        };
        switch (disturbance.End)
        {
            case TokenEnd.Page { IsSuccess: false } page:
                var (kind, problem) = TokenRefusals.Meaning(page.Status, "", null);
                Fail(ConnectionStage.Token, kind, problem, string.Create(CultureInfo.InvariantCulture, $"{_oauth.Authority.Host} answered {page.Status}"), page.RetryAfter);
                break;
            case TokenEnd.Page or TokenEnd.BrokenOff:
                Fail(ConnectionStage.Token, ConnectionFailureKind.Transient, ConnectionProblem.TokensUnavailable, $"{_oauth.Authority.Host} answered with something that is no token; a proxy's page, perhaps");
                break;
            case TokenEnd.Refused refusal:
                Refuse(refusal.Error.Refuse(_tenant.View.Directory, request));
                break;
            default:
                var answer = _tenant.Answer(request, disturbance.Skew);
                if (answer is TokenAnswer.Issued issued) _done(issued with { Claims = disturbance.Alter(issued.Claims) }, null);
                else Refuse((TokenAnswer.Refused)answer);
                break;
        }
    }

    private void Refuse(TokenAnswer.Refused refused)
    {
        var (kind, problem) = TokenRefusals.Meaning(refused.HttpStatus, refused.Error, refused.Aadsts);
        Fail(ConnectionStage.Token, kind, problem, string.Create(CultureInfo.InvariantCulture, $"{_oauth.Authority.Host} answered {refused.HttpStatus} {refused.Error}: AADSTS{refused.Aadsts}: {refused.Text}"), refused.RetryAfter);
    }

    private void TimeOut(ConnectionStage stage) => clock.After(_patience, () => Fail(
        stage, ConnectionFailureKind.Transient, ConnectionProblem.TimedOut,
        string.Create(CultureInfo.InvariantCulture, $"no answer from {_oauth.Authority.Authority} within {server.ConnectionTimeout.TotalSeconds:0.###} s")));

    private void Fail(ConnectionStage stage, ConnectionFailureKind kind, ConnectionProblem problem, string reason, TimeSpan? retryAfter = null, string? unknownName = null) =>
        _done(null, new ConnectionFailure(stage, kind, reason, retryAfter, problem, ConnectionParty.TokenService) { UnknownName = unknownName });
}
