using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using IseMail.Domain.Deployments;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Reports.Records;

namespace IseMail.Scenarios.Reports;

/// <summary>Makes the record of a run out of its result: what the ledger knows beside what was seen.</summary>
public static class RunRecording
{
    /// <summary>The program's version, with the source's where it is known.</summary>
    public static string Version { get; } =
        typeof(RunRecording).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The record of <paramref name="result"/>.</summary>
    public static RunRecord Of(RunResult result)
    {
        var scenario = result.Scenario;
        var sender = scenario.Topology.Mail.Sender;
        var mails = Mails(result);
        var duties = result.Takeovers.Select(one => new DutyRecord(one.Persona.Holder(), one.Node.Value, one.Epoch, one.At - result.Begin, one.FirstMailAt - result.Begin)).ToImmutableArray();
        return new RunRecord
        {
            Scenario = scenario.Name,
            Purpose = scenario.Purpose,
            Deployment = scenario.Topology.Deployment.Name,
            Runtime = result.Runtime,
            Version = Version,
            Seed = scenario.Seed,
            Begin = result.Begin,
            Starting = result.Times.AllUp,
            Length = result.Times.End - result.Times.AllUp,
            Within = scenario.Within,
            Passed = result.Passed,
            Guarantees = Guarantees(result),
            Nodes = [.. scenario.Topology.Deployment.Nodes.Select(node => new NodeRecord(node.Name.Value, [.. node.Personas.Select(persona => persona.Role())]))],
            Allowance = new MailboxAllowance(sender.Connections, sender.Budget.Messages, sender.Budget.Per),
            Settings = SettingsUsed.Of(scenario.Topology),
            Mails = mails,
            Settled = result.Ledger.Settled.Total,
            Strays = result.Summary.Strays,
            Duties = duties,
            Events = Events(result, mails, duties),
            Samples = result.Observations.Samples,
        };
    }

    private static ImmutableArray<MailRecord> Mails(RunResult result)
    {
        var lost = result.Ledger.Lost.Select(mail => mail.Id).ToHashSet();
        var wrong = result.Ledger.WrongOwner.Select(mail => mail.Id).ToHashSet();
        var asked = result.Evidence.Taken.GroupBy(mail => mail.Id).ToDictionary(same => same.Key, same => same.Min(mail => mail.AskedAt));
        return
        [
            .. result.Ledger.Mails.Select(mail => Mail(result, mail, asked.TryGetValue(mail.Id, out var at) ? at : null, lost.Contains(mail.Id), wrong.Contains(mail.Id)))
                .OrderBy(mail => mail.Purpose).ThenBy(mail => mail.Accepted ?? TimeSpan.MaxValue).ThenBy(mail => mail.Id, StringComparer.Ordinal),
        ];
    }

    private static MailRecord Mail(RunResult result, MailStory mail, DateTimeOffset? asked, bool lost, bool wrongOwner)
    {
        var observed = result.Observations;
        var trouble = (lost ? MailTrouble.Lost : MailTrouble.None)
            | (mail.SurplusCopies > 0 ? MailTrouble.Duplicated : MailTrouble.None)
            | (IsLate(result, mail, asked) ? MailTrouble.Late : MailTrouble.None)
            | (wrongOwner ? MailTrouble.WrongOwner : MailTrouble.None)
            | mail.Standing switch { MailState.InDoubt => MailTrouble.InDoubt, MailState.Parked => MailTrouble.Parked, MailState.Queued when !mail.Vanished => MailTrouble.Queued, _ => MailTrouble.None };
        var cause = observed.Causes.GetValueOrDefault(mail.Id)
            ?? (observed.Subjects.TryGetValue(mail.Id, out var subject) && subject.Length > 0 ? $"by the deployment itself: {subject}" : "by the deployment itself");
        return new MailRecord(
            mail.Id.ToString(),
            mail.Purpose,
            mail.Outboxes.IsEmpty ? "" : mail.Outboxes[0].Entry.To.Value,
            cause,
            asked - result.Begin,
            mail.Standing,
            trouble,
            [.. mail.Outboxes.Select(story => Outbox(story, result.Begin))],
            [.. mail.Arrivals.Select(copy => new ArrivalRecord(copy.Node ?? "", copy.At - result.Begin))]);
    }

    // Later than the scenario expects of its purpose, or else after all time was over.
    private static bool IsLate(RunResult result, MailStory mail, DateTimeOffset? asked)
    {
        if (mail.Arrivals.IsEmpty) return false;
        var expected = result.Scenario.Expected;
        var late = expected.Purposes.GetValueOrDefault(mail.Purpose)?.Late ?? expected.Mail.Late;
        return (late is { } rule && mail.Arrivals[0].At - asked > rule.After) || mail.Arrivals[0].At - result.Begin > result.Scenario.Within;
    }

    private static ImmutableArray<Guarantee> Guarantees(RunResult result)
    {
        var judged = result.Verdict.Findings.Select(one => new Guarantee(one.What, one.What, one.Holds, $"expected {one.Expected}, found {one.Found}"));
        return result.Observations.Judged
            ? [.. judged]
            : [.. judged, new Guarantee("mailboxes", "the mailboxes hold what the outboxes call delivered", null, "the mailboxes cannot be read: lost mail, second copies and strange messages would not be seen")];
    }

    private static OutboxRecord Outbox(OutboxStory story, DateTimeOffset begin)
    {
        var entry = story.Entry;
        return new OutboxRecord(
            story.Node.Value,
            entry.AcceptedAt - begin,
            entry.State == MailState.Delivered ? entry.SettledAt - begin : null,
            entry.LastReason ?? "",
            [.. entry.Steps.Select(step => new StepRecord(step.Kind, step.At - begin, step.Reason, step.DueAt - begin))]);
    }

    private static IEnumerable<EventRecord> Actions(ActionTaken taken, DateTimeOffset begin)
    {
        var refused = taken.Why is { } why ? $"; not done: {why}" : "";
        // What is done to several nodes is told of each, for each has its own part in what follows.
        return taken.Action is ScenarioAction.ToNodes(var deed, var nodes)
            ? nodes.Select(node => Event($"{deed.Key()} {node}", node.Value, deed is NodeDeed.Kill or NodeDeed.Stop or NodeDeed.Restart or NodeDeed.Pause && taken.Why is null))
            : [Event(taken.Action.ToString(), null, false)];

        EventRecord Event(string what, string? node, bool ends) => new(EventKind.Action, taken.Begun - begin, taken.Ended - begin, what + refused, node, ends);
    }

    private static ImmutableArray<EventRecord> Events(RunResult result, ImmutableArray<MailRecord> mails, ImmutableArray<DutyRecord> duties)
    {
        var actions = result.Actions.SelectMany(one => Actions(one, result.Begin));
        var faults = result.Observations.Faults.Select(fault => new EventRecord(
            EventKind.Fault, fault.AddedAt - result.Begin, fault.Ends - result.Begin,
            string.Create(CultureInfo.InvariantCulture, $"{fault.Name}: {fault.What}; seen to happen {fault.Struck} {(fault.Struck == 1 ? "time" : "times")}")));
        // One alarm is one event however many are told of it.
        var alarms = mails.Where(mail => mail.Purpose == MailPurpose.Alarm && mail.Accepted is not null)
            .GroupBy(mail => (mail.Cause, Math.Round(mail.Accepted!.Value.TotalSeconds)))
            .Select(group => new EventRecord(EventKind.Alarm, group.Min(mail => mail.Accepted!.Value), null, group.Key.Cause, group.First().Outboxes[0].Node));
        var changes = duties.Where(duty => duty.Epoch > 1)
            .Select(duty => new EventRecord(EventKind.Duty, duty.From, null, string.Create(CultureInfo.InvariantCulture, $"{duty.Node} acts as {duty.Duty} (epoch {duty.Epoch})"), duty.Node));
        return [.. actions.Concat(faults).Concat(alarms).Concat(changes).OrderBy(one => one.At).ThenBy(one => one.Kind)];
    }
}
