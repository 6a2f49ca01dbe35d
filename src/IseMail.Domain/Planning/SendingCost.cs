using IseMail.Domain.Deployments;
using IseMail.Domain.Lint;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.Domain.Workloads;

namespace IseMail.Domain.Planning;

/// <summary>What a deployment's senders take of the one mailbox.</summary>
/// <param name="Senders">How many there are, each unaware of the others.</param>
/// <param name="Connections">The most SMTP connections that all of them open together.</param>
/// <param name="MostConnections">How many the mailbox may have; 0: any number.</param>
/// <param name="PerMinute">Mails that can leave in a minute; <c>null</c>: any number.</param>
/// <param name="Arising">Mails that arise in a minute by the topology's workload; 0 where it has none.</param>
public sealed record SendingCost(int Senders, int Connections, int MostConnections, double? PerMinute, double Arising)
{
    /// <summary>Mails a minute that are left for everything else; less than 0: more arise than leave; <c>null</c>: any number.</summary>
    public double? Left => PerMinute - Arising;

    /// <summary>Whether the mailbox may refuse on every connection.</summary>
    public bool TooManyConnections => MostConnections > 0 && Connections > MostConnections;

    /// <summary>What a topology's senders take.</summary>
    public static SendingCost Of(Topology topology)
    {
        var sender = topology.Mail.Sender;
        var senders = sender.Placement == SenderPlacement.Shared ? 1 : topology.Deployment.Nodes.Length;
        var limits = Limits(topology);
        // Each sender keeps to the budget by itself; the mailbox carries what it carries.
        var own = Rate(sender.Budget.Messages, sender.Budget.Per) * senders;
        var mailbox = Rate(limits.Messages, limits.Per);
        var arising = topology.Workload is { } workload ? RecurringWorkload.MailsOf(topology.Deployment) / workload.Every.TotalMinutes : 0;
        return new SendingCost(senders, senders * sender.Connections, limits.Connections, own is { } least && mailbox is { } most ? Math.Min(least, most) : own ?? mailbox, arising);
    }

    /// <summary>What the mailbox may submit; Exchange Online's limits where the server's are not known.</summary>
    public static SubmissionLimits Limits(Topology topology) => Design.Of(topology).Limits ?? SubmissionLimits.ExchangeOnline;

    private static double? Rate(int messages, TimeSpan per) => messages == 0 ? null : messages / per.TotalMinutes;
}
