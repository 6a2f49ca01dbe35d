using System.Diagnostics;
using System.Diagnostics.Metrics;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Sending;

namespace IseMail.Cluster.Telemetry;

/// <summary>
/// What a deployment's nodes count and measure. Each measurement names its node, since several may share a process; none
/// names a person, a mail or a reply's words.
/// </summary>
public static class MailMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "IseMail.Cluster";

    /// <summary>Name of the histogram of the time from acceptance to delivery, in seconds.</summary>
    public const string DeliveryTime = "isemail.mail.delivery.duration";

    /// <summary>The histogram's bounds, in seconds: from one at once to the two days after which mail is parked.</summary>
    public static IReadOnlyList<double> DeliveryBounds { get; } = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 21_600, 86_400, 172_800];

    private const string Node = "ise.node";
    private const string Purpose = "ise.mail.purpose";
    private const string Outcome = "ise.outcome";
    private const string Persona = "ise.persona";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Accepted = Meter.CreateCounter<long>("isemail.mail.accepted", "{mail}", "Mails journalled by an outbox.");
    private static readonly Counter<long> Delivered = Meter.CreateCounter<long>("isemail.mail.delivered", "{mail}", "Mails the tenant took responsibility for.");
    private static readonly Counter<long> Deferred = Meter.CreateCounter<long>("isemail.mail.deferred", "{mail}", "Attempts that failed in a way that may pass.");
    private static readonly Counter<long> Parked = Meter.CreateCounter<long>("isemail.mail.parked", "{mail}", "Mails set aside for a person: refused for good, or too old.");
    private static readonly Counter<long> InDoubt = Meter.CreateCounter<long>("isemail.mail.in_doubt", "{mail}", "Submissions of which nobody can tell whether they delivered.");
    private static readonly Histogram<double> Time = Meter.CreateHistogram<double>(
        DeliveryTime, "s", "From a mail's acceptance to its delivery.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = DeliveryBounds });
    private static readonly Counter<long> Submissions = Meter.CreateCounter<long>("isemail.submissions", "{submission}", "Submissions that ended, by how.");
    private static readonly Counter<long> Replies = Meter.CreateCounter<long>("isemail.smtp.replies", "{reply}", "Replies that ended a submission or an attempt to connect, by enhanced status code, or by plain code where there is none.");
    private static readonly Counter<long> NotConnected = Meter.CreateCounter<long>("isemail.connection.failures", "{connection}", "Connections that could not be opened, by the problem.");
    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>("isemail.token.requests", "{request}", "Tokens asked of the token service.");
    private static readonly Counter<long> Takeovers = Meter.CreateCounter<long>("isemail.duty.takeovers", "{takeover}", "Times a node took a persona's duties over from another node.");
    private static readonly ObservableGauge<long> Depth = Meter.CreateObservableGauge("isemail.outbox.depth", () => NodeReadings.Observe(ReadDepth), "{mail}", "Mails in an outbox that are not delivered, by where they stand.");
    private static readonly ObservableGauge<long> Connections = Meter.CreateObservableGauge("isemail.sender.connections", () => NodeReadings.Observe(node => ReadSender(node, sender => sender.Status.Connections)), "{connection}", "Open connections of a sender.");
    private static readonly ObservableGauge<long> Budget = Meter.CreateObservableGauge("isemail.sender.budget.used", () => NodeReadings.Observe(node => ReadSender(node, sender => sender.BudgetUsed)), "{mail}", "Places of a sender's budget that are taken in the present window, a minute unless set otherwise.");
    private static readonly ObservableGauge<long> BudgetLimit = Meter.CreateObservableGauge("isemail.sender.budget.limit", () => NodeReadings.Observe(node => ReadSender(node, sender => sender.BudgetLimit)), "{mail}", "Places of a sender's budget in all; 0: no limit.");
    private static readonly ObservableGauge<long> SenderEpoch = Meter.CreateObservableGauge("isemail.sender.epoch", () => NodeReadings.Observe(node => ReadSender(node, sender => sender.Status.Epoch)), "{sender}", "Which sender of the deployment's life this is.");
    private static readonly ObservableGauge<long> Members = Meter.CreateObservableGauge("isemail.cluster.members", () => NodeReadings.Observe(ReadMembers), "{member}", "Members that a node sees Up and reachable.");
    private static readonly ObservableGauge<long> Epoch = Meter.CreateObservableGauge("isemail.duty.epoch", () => NodeReadings.Observe(ReadDuties), "{holder}", "Which holder of a persona's duties this node is; absent where it holds none.");

    /// <summary>Whether anybody wants to know how nodes stand.</summary>
    internal static bool AreGaugesHeard =>
        Depth.Enabled || Connections.Enabled || Budget.Enabled || BudgetLimit.Enabled || SenderEpoch.Enabled || Members.Enabled || Epoch.Enabled;

    /// <summary>Counts what happened to mail in an outbox.</summary>
    /// <param name="node">Whose outbox.</param>
    /// <param name="happened">What.</param>
    /// <param name="before">The outbox before.</param>
    internal static void Count(NodeName node, OutboxEvent happened, Domain.Outbox.Outbox before)
    {
        switch (happened)
        {
            case OutboxEvent.MailsAccepted accepted when Accepted.Enabled:
                foreach (var purpose in accepted.Mails.CountBy(mail => mail.Purpose)) Accepted.Add(purpose.Value, Tags(node, purpose.Key));
                break;
            case OutboxEvent.MailsDelivered delivered when Delivered.Enabled || Time.Enabled:
                foreach (var one in delivered.Mails)
                {
                    if (before.Find(one.Id) is not { } entry) continue;
                    var tags = Tags(node, entry.Purpose);
                    Delivered.Add(1, tags);
                    Time.Record(Math.Max(0, (one.At - entry.AcceptedAt).TotalSeconds), tags);
                }
                break;
            case OutboxEvent.MailDeferred deferred:
                Count(deferred.Doubtful ? InDoubt : Deferred, node, before.Find(deferred.Id));
                break;
            case OutboxEvent.MailParked parked:
                Count(Parked, node, before.Find(parked.Id));
                break;
            case OutboxEvent.MailHeldInDoubt held:
                Count(InDoubt, node, before.Find(held.Id));
                break;
        }
    }

    /// <summary>Counts the end of a submission, at the node whose sender made it.</summary>
    internal static void CountSubmission(NodeName node, SubmissionOutcome outcome)
    {
        if (!Submissions.Enabled && !Replies.Enabled) return;
        Submissions.Add(1, new TagList { { Node, node.Value }, { Outcome, MailTraces.NameOf(outcome) } });
        CountReply(node, outcome.Reason);
    }

    /// <summary>Counts a connection that could not be opened.</summary>
    internal static void CountFailure(NodeName node, ConnectionFailure failure)
    {
        NotConnected.Add(1, new TagList { { Node, node.Value }, { "ise.problem", failure.Problem.ToString() } });
        CountReply(node, failure.Reason);
    }

    /// <summary>Counts a token that was asked for.</summary>
    /// <param name="node">By which node; <c>null</c>: by none, as in a test of settings.</param>
    /// <param name="issued">Whether one was issued.</param>
    internal static void CountToken(NodeName? node, bool issued) =>
        Tokens.Add(1, new TagList { { Node, node?.Value ?? "" }, { Outcome, issued ? "issued" : "failed" } });

    /// <summary>Counts that a node holds a persona's duties which another held before.</summary>
    /// <param name="term">The new holder's.</param>
    /// <param name="before">Its predecessor's; <c>null</c>: there is none.</param>
    internal static void CountTakeover(DutyTerm term, DutyTerm? before)
    {
        if (before is not null && before.Node != term.Node) Takeovers.Add(1, new TagList { { Node, term.Node.Value }, { Persona, term.Persona.Role() } });
    }

    private static void CountReply(NodeName node, string reason)
    {
        if (Replies.Enabled && ReplyCode.Of(reason) is { } code) Replies.Add(1, new TagList { { Node, node.Value }, { "smtp.status", code } });
    }

    private static void Count(Counter<long> counter, NodeName node, OutboxEntry? entry)
    {
        if (counter.Enabled && entry is not null) counter.Add(1, Tags(node, entry.Purpose));
    }

    private static TagList Tags(NodeName node, MailPurpose purpose) => new() { { Node, node.Value }, { Purpose, purpose.Key() } };

    private static IEnumerable<Measurement<long>> ReadDepth(NodeReading node)
    {
        foreach (var (purpose, census) in node.Outbox)
        {
            yield return At("queued", census.Queued);
            yield return At("parked", census.Parked);
            yield return At("inDoubt", census.InDoubt);

            Measurement<long> At(string state, long mails) => new(mails, new TagList { { Node, node.Node.Value }, { Purpose, purpose.Key() }, { "ise.mail.state", state } });
        }
    }

    private static IEnumerable<Measurement<long>> ReadSender(NodeReading node, Func<SenderReading, long> figure) =>
        node.Sender is { } sender ? [new(figure(sender), new TagList { { Node, node.Node.Value } })] : [];

    private static IEnumerable<Measurement<long>> ReadMembers(NodeReading node) => [new(node.MembersUp, new TagList { { Node, node.Node.Value } })];

    private static IEnumerable<Measurement<long>> ReadDuties(NodeReading node) =>
        node.Duties.Select(duty => new Measurement<long>(duty.Epoch, new TagList { { Node, node.Node.Value }, { Persona, duty.Persona.Role() } }));
}
