using System.Collections.Immutable;
using IseMail.Cluster.Failover;
using IseMail.Cluster.Links;
using IseMail.Cluster.Nodes;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Settings;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Workloads;

namespace IseMail.Cluster.Control;

/// <summary>
/// What whoever runs a node, or administers a deployment through it, asks of the node: the same whether it runs in this
/// process or in another one. What the node has no answer for in time is <c>null</c>.
/// </summary>
public abstract class NodeControl
{
    private const int StepsOfATest = 10;

    /// <summary>The node as the topology has it.</summary>
    public abstract IseNode Node { get; }

    /// <summary>The node's name.</summary>
    public NodeName Name => Node.Name;

    /// <summary>Asks <paramref name="part"/> of the node; <c>null</c>: no answer in time, or no such part.</summary>
    public abstract Task<object?> AskAsync(NodePart part, object question, TimeSpan within, CancellationToken cancellationToken);

    /// <summary>
    /// Tells whoever's duty it is that something happened: portal causes this node's own portals, the others the holder
    /// of their persona's duties. Ends when all of it is certain to be told of.
    /// </summary>
    /// <exception cref="CausesRefusedException">It was not taken on; nothing of that persona's share was.</exception>
    public async Task<ImmutableArray<MailId>> RaiseAsync(IEnumerable<Cause> causes, TimeSpan within, CancellationToken cancellationToken)
    {
        var raised = ImmutableArray.CreateBuilder<MailId>();
        foreach (var group in causes.GroupBy(cause => Duty.Owner(CauseIdentity.Purpose(cause))))
        {
            var duty = group.Key == Persona.Psn ? NodePart.Portals : DutiesOf(group.Key);
            if (group.Key == Persona.Psn && !Node.Has(Persona.Psn)) throw new CausesRefusedException($"{Name} has no portals");
            // Causes have an identity, so asking again makes no second mail. Whoever takes the duties over hears of them at once.
            var answer = await AskAgainAsync(duty, new RaiseCauses([.. group]), within, cancellationToken)
                ?? throw new CausesRefusedException($"nobody holds the duties of {group.Key.Role()}");
            if (answer is not CausesRaised taken) throw new CausesRefusedException((answer as CausesNotRaised)?.Why ?? "no answer");
            raised.AddRange(taken.Mails);
        }
        return raised.ToImmutable();
    }

    /// <summary>Tells the active MnT that something was noticed; ends when what becomes of it is certain.</summary>
    /// <exception cref="CausesRefusedException">Nobody took it on.</exception>
    public async Task<AlarmAnswered> RaiseAlarmAsync(AlarmSignal signal, TimeSpan within, CancellationToken cancellationToken)
    {
        // The same occurrence may be told of again: what becomes of it is decided once.
        var answer = await AskAgainAsync(NodePart.MonitoringDuties, new RaiseAlarm(signal), within, cancellationToken) ?? throw new CausesRefusedException("there is no active MnT");
        return answer as AlarmAnswered ?? throw new CausesRefusedException((answer as CausesNotRaised)?.Why ?? "no answer");
    }

    /// <summary>Something was noticed on this node: told to the active MnT, again and again until one takes it.</summary>
    public async Task NoticeAsync(AlarmSignal signal, TimeSpan within, CancellationToken cancellationToken) =>
        await AskAsync(NodePart.Events, signal, within, cancellationToken);

    /// <summary>Somebody at this node's portals wants something; ends when it is carried out and each mail that arises from it is accepted.</summary>
    /// <exception cref="CausesRefusedException">It was refused, for what the person is told.</exception>
    public async Task<PortalServed> AskPortalAsync(GuestRequest request, TimeSpan within, CancellationToken cancellationToken)
    {
        if (!Node.Has(Persona.Psn)) throw new CausesRefusedException($"{Name} has no portals");
        var answer = await AskAsync(NodePart.Portals, new AskPortal(request), within, cancellationToken) ?? throw new CausesRefusedException("the portal does not answer");
        return answer as PortalServed ?? throw new CausesRefusedException((answer as CausesNotRaised)?.Why ?? "no answer");
    }

    /// <summary>How alarms stand; <c>null</c>: no active MnT answers.</summary>
    public async Task<ImmutableArray<AlarmStanding>?> AlarmsAsync(TimeSpan within, CancellationToken cancellationToken) =>
        (await AskAsync<AlarmReport>(NodePart.MonitoringDuties, new TellAlarms(), within, cancellationToken))?.Standings;

    /// <summary>All guests' accounts, their passwords sealed; <c>null</c>: no primary PAN answers.</summary>
    public async Task<ImmutableArray<Guest>?> GuestsAsync(TimeSpan within, CancellationToken cancellationToken) =>
        (await AskAgainAsync(NodePart.PrimaryPanDuties, new TellGuests(), within, cancellationToken) as GuestsAnswered)?.Guests;

    /// <summary>Puts a mail that is parked or in doubt back into its outbox's queue, or all of them; how many; <c>null</c>: the outbox is being restarted.</summary>
    public async Task<int?> ReplayAsync(MailId? mail, TimeSpan within, CancellationToken cancellationToken) =>
        (await AskAsync<ReplayDone>(NodePart.Outbox, mail is { } id ? new ReplayMail(id) : new ReplayAll(), within, cancellationToken))?.Mails;

    /// <summary>What this PAN is at the moment; <c>null</c>: the node is none, or does not answer.</summary>
    public async Task<PanReport?> PanAsync(TimeSpan within, CancellationToken cancellationToken) =>
        Node.Has(Persona.Pan) ? await AskAsync<PanReport>(NodePart.Pan, new TellPan(), within, cancellationToken) : null;

    /// <summary>Promotes this PAN by hand; ends when it acts as the primary. Why it does not, or <c>null</c> when it does.</summary>
    public async Task<string?> PromoteAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        if (!Node.Has(Persona.Pan)) return $"{Name} is no PAN";
        return await AskAsync<PromotionAnswered>(NodePart.Pan, new Promote(), within, cancellationToken) is { } answer ? answer.Why : $"{Name} has not begun to act in time";
    }

    /// <summary>How the cluster-wide duties of <paramref name="persona"/> stand; <c>null</c>: nobody who holds them answers.</summary>
    public Task<DutyReport?> DutiesAsync(Persona persona, TimeSpan within, CancellationToken cancellationToken) =>
        AskAsync<DutyReport>(DutiesOf(persona), new TellDuties(), within, cancellationToken);

    /// <summary>How the deployment's settings stand; <c>null</c>: no PAN answers.</summary>
    public async Task<SettingsReport?> SettingsAsync(TimeSpan within, CancellationToken cancellationToken) =>
        await AskAgainAsync(NodePart.Settings, new TellSettings(), within, cancellationToken) as SettingsReport;

    /// <summary>
    /// Has ISE's connection test made of <paramref name="server"/>, by the primary PAN unless another node is named; <c>null</c>:
    /// there is no primary PAN in time, or it does not answer.
    /// </summary>
    /// <param name="server">What is tested.</param>
    /// <param name="from">The node that makes the test; <c>null</c>: the primary PAN.</param>
    /// <param name="within">How long an answer may take beside the test itself, each of whose steps has the page's time-out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<SettingsTested?> TestSettingsAsync(SmtpServerSettings server, NodeName? from, TimeSpan within, CancellationToken cancellationToken)
    {
        // While a PAN takes over, nobody hears a question; a test is not one to be asked twice.
        if (await SettingsAsync(within, cancellationToken) is null) return null;
        return await AskAsync<SettingsTested>(NodePart.Settings, new TestSettings(server, from), (server.ConnectionTimeout * StepsOfATest) + within, cancellationToken);
    }

    /// <summary>Saves the SMTP server page on the primary PAN; why not, or <c>null</c> when it is saved.</summary>
    public Task<string?> SaveSettingsAsync(SmtpServerSettings server, TimeSpan within, CancellationToken cancellationToken) =>
        KeepAsync(new SaveSettings(server), within, cancellationToken);

    /// <summary>Saves everything but the SMTP server page on the primary PAN; why not, or <c>null</c> when it is saved.</summary>
    public Task<string?> ChangeSettingsAsync(long since, SystemSettings settings, string cause, TimeSpan within, CancellationToken cancellationToken) =>
        KeepAsync(new ChangeSettings(since, settings, cause), within, cancellationToken);

    /// <summary>How the sender stands; <c>null</c>: it does not answer.</summary>
    public Task<SenderReport?> SenderAsync(TimeSpan within, CancellationToken cancellationToken) =>
        AskAsync<SenderReport>(NodePart.Sender, new TellSenderStatus(), within, cancellationToken);

    /// <summary>How many mails of its outbox stand where; <c>null</c>: it is being restarted.</summary>
    public Task<OutboxCount?> CountAsync(TimeSpan within, CancellationToken cancellationToken) =>
        AskAsync<OutboxCount>(NodePart.Outbox, new TellCount(), within, cancellationToken);

    /// <summary>All that is in its outbox; <c>null</c>: it is being restarted.</summary>
    public Task<OutboxInventory?> InventoryAsync(TimeSpan within, CancellationToken cancellationToken) =>
        AskAsync<OutboxInventory>(NodePart.Outbox, new TellInventory(), within, cancellationToken);

    /// <summary>From here on nothing arises by itself on this node.</summary>
    public async Task StopWorkloadAsync(TimeSpan within, CancellationToken cancellationToken) =>
        await AskAsync(NodePart.Events, WorkloadEnded.Instance, within, cancellationToken);

    /// <summary>Breaks the node's links to others, and makes whole those that are not named; why not, or <c>null</c> when it is done.</summary>
    public async Task<string?> SetLinksAsync(ImmutableArray<LinkState> links, TimeSpan within, CancellationToken cancellationToken) =>
        await AskAsync<LinksSet>(NodePart.Links, new SetLinks(links), within, cancellationToken) is { } answer ? answer.Why : $"{Name} does not answer";

    /// <summary>How the node stands in its cluster; <c>null</c>: it does not answer.</summary>
    public Task<MembershipReport?> MembershipAsync(TimeSpan within, CancellationToken cancellationToken) =>
        AskAsync<MembershipReport>(NodePart.Membership, new TellMembership(), within, cancellationToken);

    /// <summary>Where the nodes are reached that this one sees in its cluster; empty: it does not answer.</summary>
    public async Task<ImmutableArray<NodeAddress>> MembersAsync(TimeSpan within, CancellationToken cancellationToken) =>
        await AskAsync<MembersReport>(NodePart.Membership, new TellMembers(), within, cancellationToken) is { } report ? report.Addresses : [];

    /// <summary>Whether the node can do its duty; what does not answer in time counts as missing.</summary>
    public async Task<NodeReadiness> ReadinessAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        var membership = MembershipAsync(within, cancellationToken);
        var count = CountAsync(within, cancellationToken);
        var journal = AskAsync<JournalProbed>(NodePart.Journal, new ProbeJournal(), within, cancellationToken);
        var sender = SenderAsync(within, cancellationToken);
        return new NodeReadiness(Name, await membership is { IsUp: true }, await count is not null && await journal is { Answers: true }, await sender is not null);
    }

    /// <summary>
    /// Lets the sender its outbox offers to see what is under way to its end and stop, for good if it is the shared one;
    /// whether it did so in time.
    /// </summary>
    public async Task<bool> StopSendingAsync(TimeSpan within, CancellationToken cancellationToken) =>
        await AskAsync<SendingStopped>(NodePart.Sender, new StopSending(), within, cancellationToken) is not null;

    private static NodePart DutiesOf(Persona persona) => persona == Persona.Pan ? NodePart.PrimaryPanDuties : NodePart.MonitoringDuties;

    private async Task<string?> KeepAsync(object keep, TimeSpan within, CancellationToken cancellationToken) =>
        await AskAsync(NodePart.Settings, keep, within, cancellationToken) switch
        {
            SettingsKept => null,
            SettingsRefused refused => refused.Why,
            _ => "the primary PAN does not answer",
        };

    /// <summary>
    /// Asks again and again what may be asked twice: while a PAN takes over, nobody hears it. Whichever question is answered
    /// first counts, so that an answer which takes long is not missed either.
    /// </summary>
    private async Task<object?> AskAgainAsync(NodePart part, object question, TimeSpan within, CancellationToken cancellationToken)
    {
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asked = new List<Task<object?>>();
        try
        {
            for (var left = within; left > TimeSpan.Zero; left -= QuestionPatience.Again)
            {
                asked.Add(AskAsync(part, question, left, answered.Token));
                var again = Task.Delay(left < QuestionPatience.Again ? left : QuestionPatience.Again, answered.Token);
                while (await Task.WhenAny(asked.Append(again)) is Task<object?> ended)
                {
                    asked.Remove(ended);
                    // A part that is not there says so at once.
                    if (await ended is { } answer) return answer;
                    if (asked.Count == 0) break;
                }
                await again;
            }
            foreach (var late in asked)
            {
                if (await late is { } answer) return answer;
            }
            return null;
        }
        finally
        {
            await answered.CancelAsync();
        }
    }

    private async Task<T?> AskAsync<T>(NodePart part, object question, TimeSpan within, CancellationToken cancellationToken)
        where T : class => await AskAsync(part, question, within, cancellationToken) as T;
}
