using System.Collections.Immutable;
using IseMail.Cluster.Links;
using IseMail.Domain.Deployments;
using IseMail.Domain.Faults;
using IseMail.Domain.Proxies;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.Domain.Tenants.Cmdlets;
using IseMail.Scenarios.Actions;

namespace IseMail.Scenarios.Exploring;

/// <summary>Every kind of fault that an exploration draws from; docs/exploring.md lists them, and a test reads that list.</summary>
public static class FaultKinds
{
    private const double Short = 5;
    private const double Long = 60;

    // The port of the discard service (RFC 863), where nobody listens any more.
    private static readonly NameTarget Nobody = new("127.0.0.1", 9);

    /// <summary>All of them.</summary>
    public static ImmutableArray<FaultKind> All { get; } =
    [
        // Nodes
        Node("node-power-loss", "a machine loses its power, or its hypervisor", dice => dice.Done(NodeDeed.Kill, NodeDeed.Start, [dice.OneOf(dice.All)], 1, Long)),
        Node("pan-power-loss", "a PAN's machine fails", dice => dice.Done(NodeDeed.Kill, NodeDeed.Start, [dice.OneOf(dice.With(Persona.Pan))], 1, Long)),
        Node("mnt-power-loss", "an MnT's machine fails", dice => dice.Done(NodeDeed.Kill, NodeDeed.Start, [dice.OneOf(dice.With(Persona.Mnt))], 1, Long)),
        Node("psn-power-loss", "a PSN's machine fails, perhaps the one with the shared sender", dice => dice.Done(NodeDeed.Kill, NodeDeed.Start, [dice.OneOf(dice.With(Persona.Psn))], 1, Long)),
        Node("both-pans-power-loss", "both PANs share a host that fails", dice => dice.Done(NodeDeed.Kill, NodeDeed.Start, dice.With(Persona.Pan), 1, Long)),
        Node("both-mnts-power-loss", "both MnTs share a host that fails", dice => dice.Done(NodeDeed.Kill, NodeDeed.Start, dice.With(Persona.Mnt), 1, Long)),
        Node("several-power-loss", "a rack loses its power", dice => dice.Done(NodeDeed.Kill, NodeDeed.Start, dice.SomeOf(dice.All), 1, Long)),
        Node("site-power-loss", "the whole site loses its power", dice => dice.Done(NodeDeed.Kill, NodeDeed.Start, dice.All, 1, 20)),
        Node("node-shut-down", "maintenance: a node is shut down in order and comes back later", dice => dice.Done(NodeDeed.Stop, NodeDeed.Start, [dice.OneOf(dice.All)], 5, Long)),
        Node("node-rebooted", "a patch that takes a reboot", dice => [new(new ScenarioAction.ToNodes(NodeDeed.Restart, [dice.OneOf(dice.All)]), dice.Span(1, 2).From)]),
        Node("node-suspended", "a snapshot of a virtual machine, or a stop of the world, shorter than is noticed", dice => dice.Done(NodeDeed.Pause, NodeDeed.Resume, [dice.OneOf(dice.All)], 0.2, 3)),
        Node("node-suspended-long", "a live migration that hangs: the node is given up, and does not know", dice => dice.Done(NodeDeed.Pause, NodeDeed.Resume, [dice.OneOf(dice.All)], 8, Long)),
        Node("pan-promoted", "an administrator promotes a PAN by hand", dice => [new(new ScenarioAction.ToNodes(NodeDeed.Promote, [dice.OneOf(dice.With(Persona.Pan))]), dice.Span(1, 2).From)]),
        Node("sender-moved", "the node with the shared sender is restarted", dice => [new(new ScenarioAction.ToSender(SenderDeed.Move), dice.Span(1, 2).From)]),

        // Links
        Link("node-cut-off", "a switch port fails", dice => dice.Broken(new ScenarioAction.Isolate([dice.OneOf(dice.All)]), Short, Long)),
        Link("pan-cut-off", "the management network of a PAN fails", dice => dice.Broken(new ScenarioAction.Isolate([dice.OneOf(dice.With(Persona.Pan))]), Short, Long)),
        Link("mnt-cut-off", "the network of an MnT fails", dice => dice.Broken(new ScenarioAction.Isolate([dice.OneOf(dice.With(Persona.Mnt))]), Short, Long)),
        Link("several-cut-off", "a line card fails", dice => dice.Broken(new ScenarioAction.Isolate(dice.SomeOf(dice.All)), Short, Long)),
        Link("sites-cut-apart", "the line between two sites fails", dice => Halves(dice, Short, Long)),
        Link("sites-cut-apart-shortly", "the line between two sites fails for less than is noticed", dice => Halves(dice, 0.2, 4)),
        Link("pans-cut-apart", "a firewall rule between the PANs", dice => dice.Broken(Between(dice.With(Persona.Pan)), Short, Long)),
        Link("mnts-cut-apart", "a firewall rule between the MnTs", dice => dice.Broken(Between(dice.With(Persona.Mnt)), Short, Long)),
        Link("one-way-cut", "a route that exists in one direction only", dice => dice.Broken(new ScenarioAction.Degrade([dice.OneOf(dice.All)], [dice.OneOf(dice.All)], LinkQuality.Cut), Short, Long)),
        Link("deaf-node", "a node hears nobody and is heard by all", dice => OneWay(dice, deaf: true)),
        Link("dumb-node", "a node hears all and is heard by nobody", dice => OneWay(dice, deaf: false)),
        Link("lossy-link", "a bad cable: some messages of one node are lost", dice => dice.Lossy([dice.OneOf(dice.All)], dice.All, dice.Between(0.02, 0.3), Short, Long)),
        Link("very-lossy-link", "a duplex mismatch: half of one node's messages are lost", dice => dice.Lossy([dice.OneOf(dice.All)], dice.All, 0.5, Short, Long)),
        Link("lossy-network", "a congested line: every node loses some messages", dice => dice.Lossy(dice.All, dice.All, dice.Between(0.01, 0.15), Short, Long)),
        Link("health-check-node-deaf", "the health-check node does not hear the PANs", HealthCheckDeaf),

        // Clocks
        Clock("clock-seconds-ahead", "a clock that nobody has set for long", 2, 30),
        Clock("clock-minutes-ahead", "a time server that is wrong", 60, 900),
        Clock("clock-hour-ahead", "a time zone taken for the time", 3_600, 3_600),
        Clock("clock-behind", "a virtual machine that was suspended", -900, -5),
        Clock("clock-day-ahead", "a date typed wrongly", 86_400, 86_400),

        // Names
        Network("dns-smtp-unknown", FaultGroup.Names, "a resolver that does not know smtp.office365.com", dice => [dice.OneOf(dice.All)], Resolving(NameTarget.Unknown, SmtpServerSettings.ExchangeOnlineHost)),
        Network("dns-token-unknown", FaultGroup.Names, "a resolver that does not know login.microsoftonline.com", dice => [dice.OneOf(dice.All)], Resolving(NameTarget.Unknown, OAuthSettings.EntraHost)),
        Network("dns-down", FaultGroup.Names, "the DNS servers of the whole deployment are down", dice => dice.All, Resolving(NameTarget.Unknown, SmtpServerSettings.ExchangeOnlineHost, OAuthSettings.EntraHost)),
        Network("dns-smtp-elsewhere", FaultGroup.Names, "a record of the own zone that nobody has kept up to date", dice => [dice.OneOf(dice.All)], Resolving(Nobody, SmtpServerSettings.ExchangeOnlineHost)),
        Network("dns-token-elsewhere", FaultGroup.Names, "a hosts file that is older than the service's addresses", dice => [dice.OneOf(dice.All)], Resolving(Nobody, OAuthSettings.EntraHost)),

        // Ways out
        Network("firewall-blocks-node", FaultGroup.WaysOut, "a firewall rule that names one node's old address", dice => [dice.OneOf(dice.All)], NodePathSettings.None with { DirectAccess = DirectAccess.Blocked }),
        Network("firewall-blocks-all", FaultGroup.WaysOut, "a firewall that lets nothing out but by the proxy", dice => dice.All, NodePathSettings.None with { DirectAccess = DirectAccess.Blocked }),
        Network("proxy-unknown", FaultGroup.WaysOut, "a proxy is set whose name has no address", dice => [dice.OneOf(dice.All)], Through("proxy.invalid", ForwardProxySettings.StandardPort)),
        Network("proxy-down", FaultGroup.WaysOut, "the proxy is down", dice => dice.All, Through(Nobody.Host!, Nobody.Port!.Value)),

        // Disks
        Disk("storage-lost", "a disk fails and the node is installed anew", dice =>
        {
            var node = dice.OneOf(dice.With(Persona.Psn));
            var (from, until) = dice.Span(4, Long);
            return [new(new ScenarioAction.ToNodes(NodeDeed.Kill, [node]), from), new(new ScenarioAction.ToNodes(NodeDeed.LoseStorage, [node]), from + TimeSpan.FromSeconds(1)), new(new ScenarioAction.ToNodes(NodeDeed.Start, [node]), until)];
        }),
        Disk("database-stops-shortly", "a database fails over", dice => Database(dice, 1, 5)),
        Disk("database-stops", "a database is down, or its disk is full", dice => Database(dice, 5, Long)),

        // Token service
        Token("token-throttled", "too many requests of the tenant", new FaultEffect.Aadsts(EntraErrors.Throttled)),
        Token("token-transient", "AADSTS90033", new FaultEffect.Aadsts(EntraErrors.Transient)),
        Token("token-external-server", "AADSTS90006", new FaultEffect.Aadsts(EntraErrors.ExternalServer)),
        Token("token-500", "an error inside the service", new FaultEffect.Status(500, null)),
        Token("token-502", "a gateway in front of it fails", new FaultEffect.Status(502, null)),
        Token("token-503-retry-after", "the service asks to be left alone", new FaultEffect.Status(503, TimeSpan.FromSeconds(10))),
        Token("token-not-json", "a captive proxy answers", new FaultEffect.NotJson()),
        Token("token-truncated", "the answer ends in its middle", new FaultEffect.Truncate()),
        Token("token-stalls", "the service hangs", new FaultEffect.Stall()),
        Token("token-slow", "the service is slow", new FaultEffect.Delay(TimeSpan.FromSeconds(7))),
        Token("token-secret-expired", "the client secret has expired", new FaultEffect.Aadsts(EntraErrors.SecretExpired)),
        Token("token-secret-invalid", "the client secret was removed", new FaultEffect.Aadsts(EntraErrors.SecretInvalid)),
        Token("token-application-unknown", "the registration was removed", new FaultEffect.Aadsts(EntraErrors.ApplicationNotFound)),
        Token("token-wrong-audience", "the scope is another service's", new FaultEffect.WrongAudience()),
        Token("token-without-role", "consent was withdrawn", new FaultEffect.WithoutRole()),
        Token("token-clock-ahead", "tokens are not valid yet by Exchange's clock", new FaultEffect.ClockSkew(TimeSpan.FromMinutes(5))),
        Token("token-clock-behind", "tokens are older than they should be", new FaultEffect.ClockSkew(TimeSpan.FromMinutes(-50))),

        // Certificates
        Certificate("token-certificate-untrusted", FaultPoint.TokenConnection, "a proxy that breaks TLS open", CertificateFlaw.Untrusted),
        Certificate("token-certificate-expired", FaultPoint.TokenConnection, "a certificate that nobody renewed", CertificateFlaw.Expired),
        Certificate("smtp-certificate-untrusted", FaultPoint.Handshake, "the root certificate is not in ISE's store", CertificateFlaw.Untrusted),
        Certificate("smtp-certificate-expired", FaultPoint.Handshake, "a certificate that nobody renewed", CertificateFlaw.Expired),
        Network("node-lacks-certificates", FaultGroup.Certificates, "a node was registered before the root certificates were imported", dice => [dice.OneOf(dice.All)], NodePathSettings.None with { LacksCertificates = ["*"] }),
        Network("node-lacks-entra-certificate", FaultGroup.Certificates, "only the chain of Exchange Online was imported", dice => [dice.OneOf(dice.All)], NodePathSettings.None with { LacksCertificates = [TenantAuthorities.EntraId] }),
        Network("node-lacks-exchange-certificate", FaultGroup.Certificates, "only the chain of Entra ID was imported", dice => [dice.OneOf(dice.All)], NodePathSettings.None with { LacksCertificates = [TenantAuthorities.ExchangeOnline] }),
        Certificate("smtp-certificate-of-another", FaultPoint.Handshake, "a name that leads to another server", CertificateFlaw.OtherName),

        // Submission
        Smtp("smtp-unreachable", FaultPoint.Connect, "a firewall resets connections to port 587", new FaultEffect.Reset()),
        Smtp("smtp-connect-stalls", FaultPoint.Connect, "a firewall drops packets to port 587", new FaultEffect.Stall()),
        Smtp("smtp-not-active", FaultPoint.Greeting, "a front end is being drained", new FaultEffect.Reply("421 4.3.2 Service not active")),
        Smtp("smtp-ehlo-closed", FaultPoint.Ehlo, "a front end fails", new FaultEffect.Disconnect()),
        Smtp("smtp-no-tls", FaultPoint.StartTls, "a server out of resources", new FaultEffect.Reply("454 4.7.0 TLS not available due to temporary reason")),
        Smtp("smtp-auth-temporary", FaultPoint.Auth, "a back end cannot be reached", new FaultEffect.Reply("451 4.7.0 Temporary server error. Please try again later. PRX4")),
        Smtp("smtp-auth-refused", FaultPoint.Auth, "the service principal is not known yet", new FaultEffect.Reply("535 5.7.3 Authentication unsuccessful")),
        Smtp("smtp-auth-slow", FaultPoint.Auth, "a slow back end", new FaultEffect.Delay(TimeSpan.FromSeconds(4.5))),
        Smtp("smtp-auth-torn", FaultPoint.Auth, "a front end fails", new FaultEffect.Reset()),
        Smtp("smtp-sender-threads", FaultPoint.Mail, "somebody else uses the mailbox too", new FaultEffect.Reply(SubmissionReplies.SenderThreads)),
        Smtp("smtp-mail-closing", FaultPoint.Mail, "the server closes after so many mails", new FaultEffect.Reply("421 4.4.2 Connection dropped")),
        Smtp("smtp-recipient-temporary", FaultPoint.Rcpt, "greylisting", new FaultEffect.Reply("450 4.7.0 Recipient temporarily refused")),
        Smtp("smtp-data-torn", FaultPoint.Data, "a middlebox tears a connection", new FaultEffect.Reset()),
        Smtp("smtp-data-temporary", FaultPoint.Data, "a back end is busy", new FaultEffect.Reply("451 4.3.0 Try again later")),
        Smtp("smtp-end-torn", FaultPoint.EndOfData, "the connection is lost with the dot on its way", new FaultEffect.Reset()),
        Smtp("smtp-end-temporary", FaultPoint.EndOfData, "the store is busy", new FaultEffect.Reply("432 4.2.0 STOREDRV; busy")),
        Smtp("smtp-rate", FaultPoint.EndOfData, "the tenant refuses what is beyond its rate", new FaultEffect.Reply(SubmissionReplies.SubmissionRate)),
        Smtp("smtp-quota", FaultPoint.EndOfData, "10,000 recipients in a day", new FaultEffect.Reply(SubmissionReplies.SubmissionQuota)),
        Smtp("smtp-reply-lost", FaultPoint.AfterData, "RFC 1047: the mail is kept, and nobody hears of it", new FaultEffect.Disconnect()),
        Smtp("smtp-reply-torn", FaultPoint.AfterData, "the same, with a reset", new FaultEffect.Reset()),
        Smtp("smtp-reply-stalls", FaultPoint.AfterData, "the same, with silence", new FaultEffect.Stall()),
        Smtp("smtp-one-way", FaultPoint.Mail, "what the server says does not arrive any more", new FaultEffect.OneWay()),
        Smtp("smtp-slow-line", FaultPoint.Data, "a thin line", new FaultEffect.Slow(500)),

        // Tenant
        Mistake("consent-revoked", "an administrator tidies up permissions", dice => (CmdletCall.Of("revoke-admin-consent", ("AppId", dice.Application)), CmdletCall.Of("grant-admin-consent", ("AppId", dice.Application)))),
        Mistake("application-disabled", "the enterprise application is switched off", dice => (CmdletCall.Of("update-application", ("AppId", dice.Application), ("AccountEnabled", "false")), CmdletCall.Of("update-application", ("AppId", dice.Application), ("AccountEnabled", "true")))),
        Mistake("smtp-auth-off-for-tenant", "a security baseline is applied", _ => (CmdletCall.Of("set-transport-config", ("SmtpClientAuthenticationDisabled", "true")), CmdletCall.Of("set-transport-config", ("SmtpClientAuthenticationDisabled", "false")))),
        Mistake("smtp-auth-off-for-mailbox", "a script switches it off for all mailboxes", dice => (CmdletCall.Of("set-cas-mailbox", ("Identity", dice.Mailbox), ("SmtpClientAuthenticationDisabled", "true")), CmdletCall.Of("set-cas-mailbox", ("Identity", dice.Mailbox), ("SmtpClientAuthenticationDisabled", "null")))),
        Mistake("mailbox-deleted", "an unused mailbox is deleted", dice => (CmdletCall.Of("remove-mailbox", ("Identity", dice.Mailbox)), CmdletCall.Of("undo-soft-deleted-mailbox", ("Identity", dice.Mailbox)))),
        Mistake("fewer-messages", "Microsoft lowers a limit", _ => (CmdletCall.Of("set-submission-limits", ("Messages", "5")), CmdletCall.Of("set-submission-limits", ("Messages", "30")))),
        Mistake("fewer-connections", "Microsoft lowers a limit", _ => (CmdletCall.Of("set-submission-limits", ("Connections", "1")), CmdletCall.Of("set-submission-limits", ("Connections", "3")))),
    ];

    private static FaultKind Node(string key, string cause, Func<FaultDice, ImmutableArray<ScheduledAction>> draw) => Kind(key, FaultGroup.Nodes, cause, dice => Strike.Of(draw(dice)));

    private static FaultKind Link(string key, string cause, Func<FaultDice, ImmutableArray<ScheduledAction>> draw) => Kind(key, FaultGroup.Links, cause, dice => Strike.Of(draw(dice)));

    private static FaultKind Disk(string key, string cause, Func<FaultDice, ImmutableArray<ScheduledAction>> draw) => Kind(key, FaultGroup.Disks, cause, dice => Strike.Of(draw(dice)));

    private static FaultKind Clock(string key, string cause, double least, double greatest) => Kind(key, FaultGroup.Clocks, cause, dice =>
    {
        var node = dice.OneOf(dice.All);
        var (from, until) = dice.Span(Short, Long);
        return Strike.Of([new(new ScenarioAction.JumpClock(node, TimeSpan.FromSeconds(Math.Round(dice.Between(least, greatest)))), from), new(new ScenarioAction.JumpClock(node, TimeSpan.Zero), until)]);
    });

    private static FaultKind Network(string key, FaultGroup group, string cause, Func<FaultDice, ImmutableArray<NodeName>> nodes, NodePathSettings network) => Kind(key, group, cause, dice =>
    {
        var befallen = nodes(dice);
        var (from, until) = dice.Span(Short, Long);
        return Strike.Of([new(new ScenarioAction.ChangeNetwork(befallen, network), from), new(new ScenarioAction.ChangeNetwork(befallen, NodePathSettings.None), until)]);
    });

    private static NodePathSettings Resolving(NameTarget target, params ReadOnlySpan<string> names)
    {
        var own = ImmutableArray.CreateBuilder<OwnName>();
        foreach (var name in names) own.Add(new OwnName(name, target));
        return NodePathSettings.None with { Names = own.ToImmutable() };
    }

    private static NodePathSettings Through(string host, int port) => NodePathSettings.None with { Proxy = new ProxySettings.Http(host, port, null, null, []) };

    private static FaultKind Token(string key, string cause, FaultEffect what) => Kind(key, FaultGroup.Tokens, cause, dice => Strike.Of(dice.Fault(FaultPoint.Token, what, Short, Long)));

    private static FaultKind Certificate(string key, FaultPoint where, string cause, CertificateFlaw flaw) => Kind(key, FaultGroup.Certificates, cause, dice => Strike.Of(dice.Fault(where, new FaultEffect.WrongCertificate(flaw), Short, Long)));

    private static FaultKind Smtp(string key, FaultPoint where, string cause, FaultEffect what) => Kind(key, FaultGroup.Submission, cause, dice => Strike.Of(dice.Fault(where, what, Short, Long, dice.Between(0.2, 1))));

    private static FaultKind Mistake(string key, string cause, Func<FaultDice, (CmdletCall Mistake, CmdletCall Mend)> calls) => Kind(key, FaultGroup.Tenant, cause, dice =>
    {
        var (mistake, mend) = calls(dice);
        return Strike.Of(dice.Mistaken(mistake, mend, Short, Long));
    });

    private static FaultKind Kind(string key, FaultGroup group, string cause, Func<FaultDice, Strike> draw) => new(key, group, cause, dice => draw(dice) with { Kind = key });

    private static ImmutableArray<ScheduledAction> Halves(FaultDice dice, double least, double greatest)
    {
        var here = dice.SomeOf(dice.All);
        return dice.Broken(new ScenarioAction.Partition([here, [.. dice.All.Except(here)]]), least, greatest);
    }

    private static ScenarioAction.Partition Between(ImmutableArray<NodeName> nodes) => new([[nodes[0]], [.. nodes.Skip(1).DefaultIfEmpty(nodes[0])]]);

    private static ImmutableArray<ScheduledAction> OneWay(FaultDice dice, bool deaf)
    {
        ImmutableArray<NodeName> node = [dice.OneOf(dice.All)];
        return dice.Broken(deaf ? new ScenarioAction.Degrade(dice.All, node, LinkQuality.Cut) : new ScenarioAction.Degrade(node, dice.All, LinkQuality.Cut), Short, Long);
    }

    private static ImmutableArray<ScheduledAction> HealthCheckDeaf(FaultDice dice) => dice.Broken(
        new ScenarioAction.Degrade(dice.With(Persona.Pan), [dice.Topology.Failover.PanHa?.PrimaryHealthCheckNode ?? dice.OneOf(dice.With(Persona.Psn))], LinkQuality.Cut), Short, Long);

    private static ImmutableArray<ScheduledAction> Database(FaultDice dice, double least, double greatest)
    {
        var (from, until) = dice.Span(least, greatest);
        return [new(new ScenarioAction.Database(true), from), new(new ScenarioAction.Database(false), until)];
    }
}
