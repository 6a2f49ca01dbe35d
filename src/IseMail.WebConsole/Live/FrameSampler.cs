using System.Collections.Immutable;
using IseMail.Cluster.Control;
using IseMail.Cluster.Failover;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Settings;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Failover;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Outbox;
using IseMail.Scenarios.Administration;
using IseMail.WebConsole.Tenant;

namespace IseMail.WebConsole.Live;

/// <summary>
/// Asks all nodes how they stand. One that takes its time keeps nobody waiting: it is shown as it was, and as silent once it has let its time pass.
/// </summary>
/// <param name="topology">The deployment.</param>
/// <param name="nodes">The nodes that can be asked.</param>
/// <param name="tenant">The tenant behind it; <c>null</c>: it is somebody else's.</param>
/// <param name="clock">The time.</param>
public sealed class FrameSampler(Topology topology, Func<NodesToAsk> nodes, TenantClient? tenant, TimeProvider clock)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMilliseconds(400);

    // What changes elsewhere is on its way in a pulse and this, whoever does not answer.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SettingsEvery = TimeSpan.FromSeconds(5);

    private readonly BudgetWindow _window = new(topology.Mail.Sender.Budget.Per);
    private readonly Dictionary<NodeName, OutboxCount> _counts = [];
    private readonly Dictionary<NodeControl, LastAnswer<Answer>> _nodes = [];
    private readonly LastAnswer<NodeName?> _monitoring = new(null);
    private readonly LastAnswer<ImmutableArray<SenderReport>> _senders = new([]);
    private readonly LastAnswer<SettingsReport?> _settings = new(null);
    private readonly LastAnswer<TenantSight> _tenant = new(TenantSight.None);
    private DateTimeOffset _settingsAt;
    private string? _whyNotConfigured;
    private ImmutableArray<EndFrame> _ends = [];

    /// <summary>How everything stands now.</summary>
    public async Task<DeploymentFrame> SampleAsync(CancellationToken cancellationToken)
    {
        var inSight = nodes();
        var answering = inSight.Answering.ToDictionary(node => node.Name);
        foreach (var gone in _nodes.Keys.Except(answering.Values).ToList()) _nodes.Remove(gone);
        using var looked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // At first there is nothing that could be shown meanwhile.
        var patience = Task.Delay(_nodes.Count == 0 ? AnswerWithin : Patience, looked.Token);
        var unhurried = Task.Delay(Timeout.Infinite, looked.Token);
        var monitoring = _monitoring.LookAsync(() => MonitoringAsync(answering.Values, cancellationToken), patience);
        var senders = _senders.LookAsync(() => SendersAsync(answering.Values, cancellationToken), patience);
        var behind = tenant is null ? Task.FromResult(TenantSight.None) : _tenant.LookAsync(() => tenant.LookAsync(cancellationToken), patience);
        var settings = SettingsAsync(answering.Values, patience, cancellationToken);
        var asked = await Task.WhenAll(answering.Values.Select(node => LookAsync(node)));
        var answers = asked.ToDictionary(one => one.Node);
        var active = await monitoring;
        var sending = await senders;
        var sight = await behind;
        await settings;
        await looked.CancelAsync();
        var now = clock.GetUtcNow();
        foreach (var answer in asked)
        {
            if (answer.Count is not { } count) continue;
            _counts[answer.Node] = count;
            _window.Count(answer.Node.Value, Total(count).Delivered, now);
        }
        var rows = topology.Deployment.Nodes.UnionBy(answering.Values.Select(node => node.Node), node => node.Name)
            .Select(node => Row(node, answers.GetValueOrDefault(node.Name), inSight.Paused.Contains(node.Name), active)).ToImmutableArray();
        var used = _window.Used(now);
        var limits = topology.Mail.Sender;
        return new DeploymentFrame(
            now,
            topology.Deployment.Name,
            rows,
            [.. sending.Select(one => new SenderFrame(one.Node, one.Status.Epoch, one.Status.Connections, one.Status.UnderWay, one.Status.Waiting, one.Status.LastFailure))],
            [.. MailPurposes.All.Select(Purpose)],
            new BudgetFrame(limits.Budget.Messages, limits.Budget.Per.TotalSeconds, limits.Connections, [.. rows.Where(row => used.ContainsKey(row.Node)).Select(row => new BudgetShare(row.Node, used[row.Node]))]),
            [.. sight.Ends.Concat(_ends).OrderBy(end => end.At)],
            sight.Arrived,
            sight.Faults,
            _whyNotConfigured);

        Task<Answer> LookAsync(NodeControl node)
        {
            var isNew = !_nodes.TryGetValue(node, out var last);
            last ??= _nodes[node] = new LastAnswer<Answer>(new Answer(node.Name, null, null, null));
            return last.LookAsync(() => AskAsync(node, cancellationToken), isNew ? unhurried : patience);
        }
    }

    private static async Task<Answer> AskAsync(NodeControl node, CancellationToken cancellationToken)
    {
        var membership = node.MembershipAsync(AnswerWithin, cancellationToken);
        var pan = node.PanAsync(AnswerWithin, cancellationToken);
        var count = node.CountAsync(AnswerWithin, cancellationToken);
        return new Answer(node.Name, await membership, await count, await pan);
    }

    private static async Task<NodeName?> MonitoringAsync(IEnumerable<NodeControl> answering, CancellationToken cancellationToken) =>
        answering.FirstOrDefault(node => node.Node.Has(Persona.Mnt)) is { } mnt && await mnt.DutiesAsync(Persona.Mnt, AnswerWithin, cancellationToken) is { Terms: [.., var term] } ? term.Node : null;

    private async Task<ImmutableArray<SenderReport>> SendersAsync(IReadOnlyCollection<NodeControl> answering, CancellationToken cancellationToken)
    {
        var asked = topology.Mail.Sender.Placement == SenderPlacement.Shared ? answering.Take(1) : answering;
        return [.. (await Task.WhenAll(asked.Select(node => node.SenderAsync(AnswerWithin, cancellationToken)))).OfType<SenderReport>()];
    }

    // They change when somebody changes them, and the page that does so shows it at once.
    private async Task SettingsAsync(IEnumerable<NodeControl> answering, Task patience, CancellationToken cancellationToken)
    {
        if (!_settings.IsAsked && clock.GetUtcNow() - _settingsAt < SettingsEvery) return;
        _settingsAt = clock.GetUtcNow();
        var report = await _settings.LookAsync(AskAsync, patience);
        // That nobody says is no news.
        if (report is null) return;
        _whyNotConfigured = report.Version.WhyNotConfigured;
        _ends = [.. Ends(report.Version.Settings)];

        async Task<SettingsReport?> AskAsync() =>
            answering.OrderByDescending(node => node.Node.Has(Persona.Pan)).FirstOrDefault() is { } node ? await node.SettingsAsync(AnswerWithin, cancellationToken) : null;
    }

    // What ISE itself knows of what ends: the date that somebody typed, and the certificates of its store.
    private static IEnumerable<EndFrame> Ends(SystemSettings settings)
    {
        if (settings.Server?.OAuth is { SecretExpires: { } date } oauth) yield return new EndFrame("client secret, as typed,", oauth.ClientId, new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero));
        foreach (var certificate in settings.Trusted) yield return new EndFrame("trusted certificate", certificate.Name, certificate.NotAfter);
    }

    private NodeFrame Row(IseNode node, Answer? answer, bool paused, NodeName? active)
    {
        var count = _counts.GetValueOrDefault(node.Name);
        var total = count is null ? default : Total(count);
        var state = paused ? "paused" : answer switch { null => "down", { Membership: null } => "silent", { Membership.IsUp: false } => "joining", _ => "up" };
        var roles = answer is null ? [] : NodeRoles.Of(node, answer.Pan, active).ToImmutableArray();
        return new NodeFrame(
            node.Name.Value, [.. node.Personas.Select(persona => persona.Role())], state, roles,
            state == "up" ? [.. Duties(node, answer?.Pan, active).Select(purpose => purpose.Key())] : [],
            answer?.Membership?.MembersUp ?? 0, total.Queued, total.Parked, total.InDoubt,
            (count?.ByPurpose ?? ImmutableDictionary<MailPurpose, MailCensus>.Empty).ToImmutableSortedDictionary(one => one.Key.Key(), one => one.Value.Delivered, StringComparer.Ordinal));
    }

    private static IEnumerable<MailPurpose> Duties(IseNode node, PanReport? pan, NodeName? active) => MailPurposes.Daily.Where(purpose => Duty.Owner(purpose) switch
    {
        var owner when owner == Persona.Pan => pan is { Role: PanRole.Primary },
        var owner when owner == Persona.Mnt => active == node.Name,
        var owner => node.Has(owner),
    });

    // What a node has sent stays sent when it dies.
    private PurposeFrame Purpose(MailPurpose purpose)
    {
        var sum = _counts.Values.Aggregate(default(MailCensus), (total, count) => total + count.ByPurpose.GetValueOrDefault(purpose));
        return new PurposeFrame(purpose.Key(), sum.Accepted, sum.Delivered, sum.Queued, sum.Parked, sum.InDoubt);
    }

    private static MailCensus Total(OutboxCount count) => count.ByPurpose.Values.Aggregate(default(MailCensus), static (sum, one) => sum + one);

    private sealed record Answer(NodeName Node, MembershipReport? Membership, OutboxCount? Count, PanReport? Pan);
}
