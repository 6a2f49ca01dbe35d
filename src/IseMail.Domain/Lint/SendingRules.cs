using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.Domain.Texts;
using static IseMail.Domain.Lint.LintSeverity;

namespace IseMail.Domain.Lint;

/// <summary>ISE301 and on: what one mailbox carries.</summary>
internal static class SendingRules
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly LintRule BudgetBeyondRate = new(
        "ISE301", Warning, "the sender may submit faster than the mailbox",
        "Exchange Online carries 30 messages a minute for a mailbox and holds back what exceeds them. A client whose timeout is over before sees a fault, sends again, and makes duplicates.",
        "Keep 'mail.sender.budget' within what the mailbox may submit.", Sources.Submission,
        design => design.Limits is { Messages: > 0 } limits && design.Topology.Mail.Sender.Budget is var budget && (budget.Messages == 0 || PerMinute(budget.Messages, budget.Per) > PerMinute(limits.Messages, limits.Per))
            ? [("mail.sender.budget", $"{Rate(budget.Messages, budget.Per)}, where the mailbox may submit {Rate(limits.Messages, limits.Per)}")]
            : []);

    private static readonly LintRule BudgetBeyondDay = new(
        "ISE302", Warning, "the sender may use up the mailbox's day",
        "Beyond 10,000 recipients in 24 hours Exchange Online refuses every mail of the mailbox, the most urgent alarm among them (554 5.2.0 SubmissionQuotaExceededException).",
        "Keep 'mail.sender.budget.recipientsPerDay' within the mailbox's.", Sources.Submission,
        design => design.Limits is { RecipientsPerDay: > 0 and var day } && design.Topology.Mail.Sender.Budget.RecipientsPerDay is var own && (own == 0 || own > day)
            ? [("mail.sender.budget", $"{(own == 0 ? "any number of" : Number(own))} recipients in 24 hours, where the mailbox may have {Number(day)}")]
            : []);

    private static readonly LintRule TooManyConnections = new(
        "ISE303", Warning, "more connections than the mailbox may have",
        "At one connection more than a mailbox may have, which are 3, Exchange Online refuses on every one of them (432 4.3.2 sender thread limit exceeded).",
        "Set 'mail.sender.connections' to what the mailbox may have.", Sources.Submission,
        design => design.Limits is { Connections: > 0 and var most } && design.Topology.Mail.Sender is { Placement: SenderPlacement.Shared, Connections: var own } && own > most
            ? [("mail.sender.connections", $"{own} connections to a mailbox that may have {most}")]
            : []);

    private static readonly LintRule SenderOnEachNode = new(
        "ISE304", Warning, "a sender on each node, and more of them than the mailbox has connections",
        "Senders that know nothing of each other share the mailbox's connections and its rate by chance. So does ISE; a burst at a few nodes is refused on every connection.",
        "Use 'placement: shared', or leave it to see what ISE's nodes do to one mailbox.", Sources.Submission,
        design => design.Limits is { Connections: > 0 and var most } && design.Topology.Mail.Sender is { Placement: SenderPlacement.Node, Connections: var own } && design.Deployment.Nodes.Length * own > most
            ? [("mail.sender.placement", $"{design.Deployment.Nodes.Length} nodes with {own} {(own == 1 ? "connection" : "connections")} each, to a mailbox that may have {most}")]
            : []);

    private static readonly LintRule WorkloadBeyondRate = new(
        "ISE305", Warning, "more mail arises than the mailbox carries in a minute",
        "What exceeds the rate waits; expiry notices, the least urgent, wait for as long as more urgent mail arises, and the outboxes grow without end.",
        "Let mail arise less often ('workload.every').", Sources.Submission,
        design => design.Topology.Workload is { } workload && design.Topology.Mail.Sender.Budget is { Messages: > 0 } budget && PerMinute(Arising(design), workload.Every) > PerMinute(budget.Messages, budget.Per)
            ? [("workload.every", string.Create(CultureInfo.InvariantCulture, $"{PerMinute(Arising(design), workload.Every):0.#} mails arise in a minute, and {PerMinute(budget.Messages, budget.Per):0.#} can leave"))]
            : []);

    private static readonly LintRule WorkloadBeyondDay = new(
        "ISE306", Warning, "more mail arises than the mailbox carries in a day",
        "When the day's recipients are used up, nothing leaves until the oldest of them are 24 hours ago.",
        "Let mail arise less often ('workload.every').", Sources.Submission,
        design => design.Topology.Workload is { } workload && design.Topology.Mail.Sender.Budget.RecipientsPerDay is > 0 and var day && Arising(design) * (Day / workload.Every) > day
            ? [("workload.every", string.Create(CultureInfo.InvariantCulture, $"{Arising(design) * (Day / workload.Every):N0} mails arise in 24 hours, and {day:N0} can leave"))]
            : []);

    private static readonly LintRule ManyPortals = new(
        "ISE307", Note, "less than one mail a minute for each PSN",
        "All PSNs share the one mailbox's rate. With more PSNs than it has mails in a minute, a busy hour at all portals makes guests wait for their credentials.",
        "Know how many guests come at once; a batch of 200 accounts alone takes 6 min 40 s at 30 a minute.", Sources.Submission,
        design => design.Topology.Mail.Sender.Budget is { Messages: > 0 } budget && design.With(Persona.Psn) is { Count: var count } portals && count > PerMinute(budget.Messages, budget.Per)
            ? [(portals[0].Path, string.Create(CultureInfo.InvariantCulture, $"{count} PSNs share {PerMinute(budget.Messages, budget.Per):0.#} mails a minute"))]
            : []);

    private static readonly LintRule OwnLimits = new(
        "ISE308", Note, "the embedded tenant's limits are not Exchange Online's",
        "A run then shows how a mailbox of other limits behaves.",
        "Remove 'tenant.limits' where the figures are to be believed.", Sources.Submission,
        design => design.Tenant is { } tenant && tenant.Limits != SubmissionLimits.ExchangeOnline ? [("tenant.limits", "they differ from 3 connections, 30 messages a minute held back, 10,000 recipients in 24 hours")] : []);

    private static readonly LintRule ShortTimeout = new(
        "ISE309", Warning, "a connection timeout shorter than Exchange Online holds mail back",
        "What exceeds 30 mails a minute is carried into the next minute without an error. A client that gives up before sends again what is then delivered twice.",
        "Leave 'mail.server.connectionTimeout' at 60 s or more.", Sources.Submission,
        design => design.Topology.Mail.Server is { } server && design.Limits is { Messages: > 0, Excess: ExcessMessages.Delay } limits && server.ConnectionTimeout < limits.Per
            ? [("mail.server.connectionTimeout", $"{DurationText.Of(server.ConnectionTimeout)}, where mail is held back for up to {DurationText.Of(limits.Per)}")]
            : []);

    private static readonly LintRule WrongPort = new(
        "ISE310", Error, "a port of smtp.office365.com that is not for submission",
        "Exchange Online takes authenticated mail at port 587, or at 25 where the network lets it out, with STARTTLS. It does not listen at 465.",
        "Set 'mail.server.port' to 587.", Sources.ClientSubmission,
        design => design.IsExchangeOnline && design.Topology.Mail.Server is { Port: not SmtpServerSettings.SubmissionPort and not 25 and var port } ? [("mail.server.port", $"port {port}")] : []);

    private static readonly LintRule ShortPatience = new(
        "ISE311", Warning, "mail is given up before an outage of a day is over",
        "A mail that is older than 'mail.retry.greatestAge' is parked, and leaves only when a person lets it. An expired secret over a weekend parks everything.",
        "Set 'mail.retry.greatestAge' to more than a day; 2d unless told otherwise.", Sources.Topology,
        design => design.Topology.Mail.Retry.GreatestAge <= Day ? [("mail.retry.greatestAge", $"mail is parked after {DurationText.Of(design.Topology.Mail.Retry.GreatestAge)}")] : []);

    private static readonly LintRule HeldForPerson = new(
        "ISE312", Note, "mail in doubt waits for a person",
        "When a connection is lost between a mail's data and the reply, 'hold' keeps the mail until a person decides, an alarm as well. 'resend' risks a duplicate instead.",
        "Use 'inDoubt: resend' unless a duplicate is worse than a loss.", Sources.Topology,
        design => design.Topology.Mail.Sender.InDoubt == InDoubtPolicy.Hold ? [("mail.sender.inDoubt", "mail that may have been delivered is held")] : []);

    private static readonly LintRule NotConfigured = new(
        "ISE313", Note, "the SMTP server page is empty",
        "No mail leaves until somebody has tested and saved it; what is accepted before waits.",
        "Test and save it ('isemail settings test', 'save'), or fill in 'mail.server'.", Sources.Settings,
        design => design.Topology.Mail.Configured ? [] : [("mail.server", "nothing is set up yet")]);

    private static readonly LintRule NobodyAllowed = new(
        "ISE314", Warning, "nobody may get mail",
        "Through a server that is not the embedded tenant's, mail goes only to whom 'mail.allowedRecipients' names; all other mail is parked.",
        "Name addresses, or @domain for everybody in a domain.", Sources.Topology,
        design => design.Topology is { EmbeddedTenant: null, Mail.AllowedRecipients.IsEmpty: true } ? [("mail.allowedRecipients", "it names nobody")] : []);

    public static ImmutableArray<LintRule> All { get; } =
    [
        BudgetBeyondRate, BudgetBeyondDay, TooManyConnections, SenderOnEachNode, WorkloadBeyondRate, WorkloadBeyondDay, ManyPortals, OwnLimits, ShortTimeout,
        WrongPort, ShortPatience, HeldForPerson, NotConfigured, NobodyAllowed,
    ];

    private static int Arising(Design design) => Workloads.RecurringWorkload.MailsOf(design.Deployment);

    private static double PerMinute(int messages, TimeSpan per) => messages / per.TotalMinutes;

    private static string Rate(int messages, TimeSpan per) => messages == 0 ? "any number of messages" : $"{Number(messages)} messages in {DurationText.Of(per)}";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
