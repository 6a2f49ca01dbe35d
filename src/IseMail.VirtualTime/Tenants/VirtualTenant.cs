using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Faults;
using IseMail.Domain.Notices;
using IseMail.Domain.Proxies;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.Domain.Tenants.Cmdlets;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Mails;

namespace IseMail.VirtualTime.Tenants;

/// <summary>The Microsoft 365 tenant in virtual time: its directory, its meters and its faults, by the rules of the core.</summary>
internal sealed class VirtualTenant
{
    private readonly VirtualWorld _world;
    private readonly TenantSettings _settings;
    private readonly SeededChance _chance;
    private readonly Dictionary<EmailAddress, MailboxMeter> _meters = [];
    private readonly OrganizationMeter _organization = new();
    private readonly Dictionary<(SaltedHash Hash, string Secret), bool> _matches = [];
    private readonly MailBook _book;
    private readonly SpreadingDirectory _directory;
    private readonly TenantWays _ways;
    private readonly ProxyRules? _proxy;
    private readonly Dictionary<ProxyRequest, ProxyAnswer> _asked = [];

    public VirtualTenant(VirtualWorld world, TenantSettings settings, VirtualSecrets secrets, MailBook book)
    {
        _world = world;
        _settings = settings;
        _book = book;
        _chance = world.Chance("tenant");
        var directory = TenantDirectory.Of(settings, secrets.OfApplication, secrets.OfUser, Hash);
        _directory = new SpreadingDirectory(directory);
        _ways = new TenantWays(settings.Listen, TokenPort, SubmissionPort);
        if (settings.Proxy is { } proxy)
        {
            (string, SaltedHash)? login = proxy.Login is { } user ? (user.UserName, Hash(VirtualSecrets.Read(user.Password ?? new SecretSource.Embedded()))) : null;
            _proxy = new ProxyRules([.. _ways.ThroughProxy()], login, proxy.Refuses);
        }
        Surroundings = NodePath.Plain with { TrustsMachine = false, Names = _ways.Names(settings.Proxy, ProxyPort) };
        Faults = settings.Faults.Aggregate(FaultPlan.Empty(_chance.Next()), (plan, fault) => plan.Add(fault, world.Queue.Now));
    }

    /// <summary>The directory as the services see it.</summary>
    public TenantView View => _directory.View(_world.Queue.Now);

    // Each has one of its own where the topology leaves it open.
    private int TokenPort => _settings.Listen.TokenPort is var port and > 0 ? port : 61_443;

    private int SubmissionPort => _settings.Listen.SubmissionPort is var port and > 0 ? port : 61_587;

    private int ProxyPort => _settings.Listen.ProxyPort is var port and > 0 ? port : 61_080;

    /// <summary>What makes a node reach it under the real names.</summary>
    public NodePath Surroundings { get; }

    /// <summary>The settings that a deployment of its own begins with: its authorities are in the store.</summary>
    public static SystemSettings Settings(Topology topology) => new(
        topology.Mail.Configured ? topology.Mail.Server : null, topology.Mail.Proxy, [Authority(TenantAuthorities.EntraId), Authority(TenantAuthorities.ExchangeOnline)],
        topology.Deployment.Nodes.Where(node => node.Network is not null).ToImmutableSortedDictionary(node => node.Name, node => node.Network!));

    /// <summary>Which of its servers is at a place; <c>null</c>: neither.</summary>
    /// <param name="target">Where a name leads.</param>
    /// <param name="port">The port that was asked for.</param>
    public ConnectionParty? ListensAt(NameTarget target, int port) => !IsHere(target.Host) ? null
        : (target.Port ?? port) == TokenPort ? ConnectionParty.TokenService
        : (target.Port ?? port) == SubmissionPort ? ConnectionParty.SubmissionServer
        : null;

    /// <summary>Whether its proxy is at a place.</summary>
    public bool ProxyListensAt(NameTarget target, int port) => _proxy is not null && IsHere(target.Host) && (target.Port ?? port) == ProxyPort;

    /// <summary>What its proxy makes of a request.</summary>
    public ProxyAnswer Ask(ProxyRequest request)
    {
        if (!_asked.TryGetValue(request, out var answer)) _asked.Add(request, answer = _proxy!.Decide(request));
        return answer;
    }

    /// <summary>What goes wrong in it.</summary>
    public FaultPlan Faults { get; private set; }

    /// <summary>The name of its servers.</summary>
    public string Host => _settings.Listen.HostName;

    /// <summary>An administrator of the tenant runs a cmdlet.</summary>
    public CmdletOutcome Run(CmdletCall call)
    {
        var outcome = CmdletCatalogue.Run(_directory.Current, call, new CmdletSurroundings(_world.Queue.Now, NewId, NewSecret, Hash));
        if (outcome is CmdletOutcome.Done done && !ReferenceEquals(done.Directory, _directory.Current)) _directory.Change(done.Directory, _world.Queue.Now);
        return outcome;
    }

    /// <summary>The secrets of an application.</summary>
    public IEnumerable<Guid> SecretsOf(Guid application) => _directory.Current.Application(application)?.Secrets.Select(secret => secret.SecretId) ?? [];

    /// <summary>Adds a fault, unless there is one of that name.</summary>
    public void Add(Fault fault)
    {
        Faults = Faults.At(_world.Queue.Now);
        if (Faults.Find(fault.Name) is null) Faults = Faults.Add(fault, _world.Queue.Now);
    }

    /// <summary>Ends a fault.</summary>
    public void Remove(string fault) => Faults = Faults.Remove(fault);

    /// <summary>The faults that happen to an event.</summary>
    public ImmutableArray<Fault> Struck(FaultPoint point, in FaultContext context)
    {
        if (Faults.Faults.IsEmpty) return [];
        var decision = Faults.Decide(point, context, _world.Queue.Now);
        Faults = decision.Plan;
        return decision.Struck;
    }

    /// <summary>When that fault ends by itself; <c>null</c>: it does not, or has.</summary>
    public DateTimeOffset? EndOf(Fault fault) => Faults.Find(fault.Name)?.Ends;

    /// <summary>The answer to a request for a token.</summary>
    public TokenAnswer Answer(TokenRequest request, TimeSpan skew) => TokenRules.Answer(View.Directory, request, _world.Queue.Now + skew, _chance.NextDouble(), Matches);

    /// <summary>The counts of a mailbox.</summary>
    public MailboxMeter Meter(EmailAddress mailbox)
    {
        if (!_meters.TryGetValue(mailbox, out var meter)) _meters.Add(mailbox, meter = new MailboxMeter());
        return meter;
    }

    /// <summary>What becomes of a message at its end: the reply, and when it is given.</summary>
    public (string Reply, DateTimeOffset At) Settle(EmailAddress mailbox, Mail mail, string node)
    {
        var now = _world.Queue.Now;
        var size = VirtualConnection.SizeOf(mail);
        if (MessageRules.Refusal(View, mailbox, [mail.From], size) is { } refusal)
        {
            Meter(mailbox).Refuse();
            return (refusal, now);
        }
        var external = View.IsExternal(mail.To.Value) ? 1 : 0;
        var initial = OrganizationMeter.IsInitial(mail.From.Domain);
        var limits = View.Organization.Limits;
        if (external > 0 && _organization.Refusal(now, external, initial, limits) is { } exceeded)
        {
            Meter(mailbox).Refuse();
            return (SubmissionReplies.Refusal(exceeded), now);
        }
        var verdict = Meter(mailbox).Submit(now, new SubmittedMessage(1, size), View.User(mailbox)!, limits);
        if (verdict.Decision != SubmissionDecision.Accepted) return (SubmissionReplies.Refusal(verdict.Decision), now);
        if (external > 0) _organization.Count(now, external, initial);
        // Held back, not refused (M-SUBM): it arrives even if the client loses patience.
        if (verdict.At > now) _world.Queue.At(verdict.At, new EventLabel(VirtualEventKind.Arrival, Subject: mail.Id.Value), () => _book.Arrive(mail, node, verdict.At));
        else _book.Arrive(mail, node, now);
        return (SubmissionReplies.Accepted(mail.Id.MessageId(mail.From.Domain), Host), verdict.At);
    }

    private bool IsHere(string? host) => host == _ways.Address || host is "localhost" or "127.0.0.1";

    // Nobody looks into it: which authority it is of is all that counts.
    private static TrustedCertificate Authority(string name) =>
        new(name, name, name, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, [TrustUsage.Infrastructure]);

    private Guid NewId()
    {
        Span<byte> octets = stackalloc byte[16];
        _chance.NextBytes(octets);
        return new Guid(octets);
    }

    private string NewSecret() => _chance.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 40);

    private SaltedHash Hash(string secret)
    {
        Span<byte> salt = stackalloc byte[SaltedHash.SaltLength];
        _chance.NextBytes(salt);
        return SaltedHash.Of(secret, salt);
    }

    private bool Matches(SaltedHash hash, string secret)
    {
        if (!_matches.TryGetValue((hash, secret), out var matches)) _matches.Add((hash, secret), matches = hash.Matches(secret));
        return matches;
    }
}
