using System.Text.Json;
using System.Text.Json.Serialization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Reports.Figures;
using IseMail.Scenarios.Reports.Records;

namespace IseMail.Scenarios.Reports;

/// <summary>A run's result as one JSON document, for programs. docs/reports.md says what each part means.</summary>
public static class RunJson
{
    /// <summary>The document's schema: a part that goes or changes its meaning makes the next; a part that is added does not.</summary>
    public const int Schema = 2;

    /// <summary>How many troubled mails are listed; how many there are is always said.</summary>
    public const int MostTroubled = 1000;

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The document.</summary>
    public static string Write(RunResult result) => Write(result, RunRecording.Of(result));

    /// <summary>The document, where the record has been made already.</summary>
    public static string Write(RunResult result, RunRecord record)
    {
        var total = result.Summary.Total;
        var troubled = record.Mails.Where(mail => mail.Trouble != MailTrouble.None).ToList();
        return JsonSerializer.Serialize(
            new
            {
                Schema,
                Scenario = result.Scenario.Name,
                record.Purpose,
                record.Deployment,
                Nodes = record.Nodes.Length,
                result.Runtime,
                result.Scenario.Seed,
                record.Version,
                Begin = record.Begin.UtcDateTime,
                Verdict = result.Passed ? "passed" : "failed",
                record.Guarantees,
                Caused = result.Evidence.Happened + result.Evidence.Untaken,
                Mail = new
                {
                    total.Accepted,
                    total.Delivered,
                    total.Parked,
                    total.InDoubt,
                    total.Queued,
                    total.Lost,
                    total.Duplicated,
                    total.WrongOwner,
                },
                // A test mail is a rare guest; the others are always there, also when none was caused.
                ByPurpose = MailPurposes.All.Where(purpose => purpose != MailPurpose.PortalTest || result.Summary.ByPurpose[purpose].Accepted > 0).ToDictionary(purpose => purpose.Key(), purpose => Purpose(result.Summary.ByPurpose[purpose])),
                Strays = result.Summary.Strays,
                Seconds = new
                {
                    AllUp = Round(result.Times.AllUp),
                    FirstMail = Round(result.Times.FirstMail),
                    End = Round(result.Times.End),
                    Within = Round(record.Within),
                },
                Actions = result.Actions.Select(one => new { Action = one.Action.ToString(), Begun = Seconds(result, one.Begun), Ended = Seconds(result, one.Ended), Refused = one.Why }),
                Duties = result.Takeovers.Select(one => new { Persona = one.Persona.Role(), Node = one.Node.Value, one.Epoch, From = Seconds(result, one.At), FirstMail = Seconds(result, one.FirstMailAt) }),
                Events = record.Events.Select(one => new { one.Kind, At = Round(one.At), Until = Round(one.Until), one.What, one.Node }),
                Figures = RunFigures.Of(record),
                Mailbox = Contention.Of(record).Nodes.Select(node => Node(node, record.Allowance)),
                Settings = record.Settings,
                Troubled = new { troubled.Count, Mails = troubled.Take(MostTroubled).Select(Mail) },
                result.Directory,
            },
            Layout);
    }

    // From when every node was up; the first holders of duties began before that.
    private static double? Seconds(RunResult result, DateTimeOffset? at) => Round(at - result.Begin);

    private static double? Round(TimeSpan? span) => span is { } time ? Math.Round(time.TotalSeconds, 3) : null;

    private static object Node(NodeWait node, MailboxAllowance allowance) => new
    {
        node.Use.Node,
        Messages = node.Use.At.Length,
        BusiestWindow = BudgetUse.Most(node.Use.At, allowance.Per),
        MailMinutesWaited = Math.Round(node.Total.TotalMinutes, 3),
        LongestWhileOthersSent = Round(node.Longest),
        MessagesOfOthersMeanwhile = node.Others,
    };

    private static object Purpose(PurposeSummary purpose) => new { purpose.Accepted, purpose.Delivered, ByNode = purpose.ByNode };

    private static object Mail(MailRecord mail) => new
    {
        mail.Id,
        Purpose = mail.Purpose.Key(),
        mail.To,
        mail.Cause,
        Caused = Round(mail.Caused),
        mail.State,
        Trouble = mail.Troubles,
        Outboxes = mail.Outboxes.Select(one => new
        {
            one.Node,
            Accepted = Round(one.Accepted),
            Delivered = Round(one.Delivered),
            one.Reply,
            Steps = one.Steps.Select(step => new { step.Kind, At = Round(step.At), step.Reason, Due = Round(step.Due) }),
        }),
        Arrivals = mail.Arrivals.Select(one => new { one.Node, At = Round(one.At) }),
    };
}
