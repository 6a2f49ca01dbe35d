using System.Globalization;
using IseMail.Domain.Faults;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Tenants;

/// <summary>Opens a connection to the submission server in virtual time: greeting, STARTTLS, AUTH, in the order of the protocol.</summary>
internal sealed class VirtualOpening(VirtualDeployment deployment, VirtualNode node, SmtpServerSettings server, TokenClaims? token, SeededChance chance)
{
    private static readonly (FaultPoint Point, ConnectionStage Stage)[] Way =
    [
        (FaultPoint.Connect, ConnectionStage.Greeting), (FaultPoint.Greeting, ConnectionStage.Greeting), (FaultPoint.Ehlo, ConnectionStage.Greeting),
        (FaultPoint.StartTls, ConnectionStage.StartTls), (FaultPoint.Handshake, ConnectionStage.Tls), (FaultPoint.Ehlo, ConnectionStage.Greeting), (FaultPoint.Auth, ConnectionStage.Authentication),
    ];

    private readonly VirtualWorld _world = deployment.World;
    private readonly VirtualTenant _tenant = deployment.Tenant;
    private readonly VirtualWay _way = new(deployment.Tenant, deployment.Settings.PathOf(node));
    private readonly Conversation _conversation = new(deployment.World, deployment.Tenant, node, chance);
    private Action<OpenAttempt> _done = static _ => { };

    private string Where => string.Create(CultureInfo.InvariantCulture, $"{server.Host}:{server.Port}");

    /// <summary>Begins.</summary>
    /// <param name="done">Called with what came of it.</param>
    public void Begin(Action<OpenAttempt> done)
    {
        _done = done;
        _conversation.Wait(_world.Timing.Opening.Draw(chance), () =>
        {
            var end = _way.Go(server.Host, server.Port, ConnectionParty.SubmissionServer);
            if (end.IsSilent) _conversation.Wait(server.ConnectionTimeout, () => TimeOut(end.Stage));
            else if (end.Fault is { } fault) Fail(new ConnectionFailure(end.Stage, fault.Kind, fault.Reason, Problem: fault.Problem) { UnknownName = fault.UnknownName });
            else Go(0);
        });
    }

    private void Go(int step)
    {
        if (step == Way.Length)
        {
            Authorise();
            return;
        }
        var (point, stage) = Way[step];
        var context = new FaultContext(node.Name.Value, point == FaultPoint.Auth ? server.Mailbox?.Value : null);
        _conversation.Meet(point, context, server.ConnectionTimeout, met =>
        {
            switch (met.Kind)
            {
                case MeetingKind.Replied:
                    Fail(ReplyClassification.OfConnection(stage, Said(met.Reply)));
                    break;
                case MeetingKind.Broken:
                    Fail(new ConnectionFailure(stage, ConnectionFailureKind.Transient, $"{Where} ended the connection", Problem: ConnectionProblem.Broken));
                    break;
                case MeetingKind.TimedOut or MeetingKind.Unheard:
                    TimeOut(stage);
                    break;
                default:
                    if (point == FaultPoint.Handshake && _way.Mistrust(TenantAuthorities.ExchangeOnline, _conversation.Flaw) is { } problem) Fail(new ConnectionFailure(ConnectionStage.Tls, ConnectionFailureKind.Configuration, $"{Where}: its certificate is not to be believed", Problem: problem));
                    else Go(step + 1);
                    break;
            }
        });
    }

    private void Authorise()
    {
        if (server.Mailbox is not { } address || token is null)
        {
            // A relay of the own network asks for no login; user and password are no longer taken (M-EXBLOG).
            if (server.Authentication is SmtpAuthentication.Password password) Judge(SubmissionAuthorisation.OpenWithPassword(_tenant.View, password.UserName, VirtualSecrets.Read(password.Secret)));
            else Fail(ReplyClassification.OfConnection(ConnectionStage.Authentication, Said(ExchangeReplies.NotAuthenticated.Text)));
            return;
        }
        var identity = TokenRules.IdentityOf(token, _tenant.View.Directory.TenantId, _world.Queue.Now);
        Judge(SubmissionAuthorisation.Open(_tenant.View, identity, address.Value));
    }

    private void Judge(AuthorisationResult result)
    {
        if (result.Mailbox is { } mailbox)
        {
            _tenant.Meter(mailbox.Address).Open();
            _done(new OpenAttempt(new VirtualConnection(_world, _tenant, node, server, mailbox.Address, _conversation), null));
            return;
        }
        Fail(ReplyClassification.OfConnection(ConnectionStage.Authentication, Said(SubmissionReplies.Refusal(result.Fault!.Value, $"[{_tenant.Host}]"))));
    }

    private void TimeOut(ConnectionStage stage) => Fail(new ConnectionFailure(
        stage, ConnectionFailureKind.Transient, string.Create(CultureInfo.InvariantCulture, $"{Where} did not answer within {server.ConnectionTimeout.TotalSeconds:0.###} s"), Problem: ConnectionProblem.TimedOut));

    private void Fail(ConnectionFailure failure)
    {
        _conversation.IsOver = true;
        _done(new OpenAttempt(null, failure));
    }

    internal static SmtpReply Said(string line) => SmtpReply.Of(int.Parse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture), line.Length > 4 ? line[4..] : "");
}
