using System.Collections.Immutable;
using System.Globalization;
using IseMail.Scenarios.Reports.Records;
using IseMail.Scenarios.ScenarioFiles;

namespace IseMail.Scenarios.Reports;

/// <summary>What a verdict rests on, one guarantee after another, each with its figures.</summary>
internal static class RunGuarantees
{
    public static ImmutableArray<Guarantee> Of(RunResult result, ImmutableArray<MailRecord> mails)
    {
        var judged = result.Observations.Judged;
        var total = result.Summary.Total;
        var allowed = result.Scenario.Copies == AllowedCopies.InDoubt;
        var unexplained = result.Ledger.Mails.Count(mail => mail.SurplusCopies > mail.Doubts);
        var late = mails.Count(mail => mail.Trouble.HasFlag(MailTrouble.Late));
        var beside = Math.Max(0, total.Accepted - result.Caused);
        return
        [
            new Guarantee("accepted", "All mail that the scenario causes is accepted", total.Accepted >= result.Caused,
                Text($"{result.Caused} caused, {total.Accepted} accepted{(beside > 0 ? Text($", of which the deployment itself caused {beside}") : "")}")),
            new Guarantee("delivered", "All accepted mail is delivered", total.Delivered == total.Accepted,
                Text($"{total.Delivered} of {total.Accepted} delivered; {total.Queued} queued, {total.Parked} parked, {total.InDoubt} in doubt")),
            new Guarantee("notLost", "No mail is lost", judged ? total.Lost == 0 : null,
                judged ? Text($"{total.Lost} called delivered and found in no mailbox") : "the mailboxes cannot be read"),
            new Guarantee(
                "notDuplicated",
                allowed ? "No second copy arrives but of a submission that ended in doubt" : "No mail arrives twice",
                judged ? (allowed ? unexplained == 0 : total.Duplicated == 0) : null,
                judged ? Text($"{total.Duplicated} second {(total.Duplicated == 1 ? "copy" : "copies")}, {unexplained} without a doubt that explains it") : "the mailboxes cannot be read"),
            new Guarantee("rightOwner", "Mail leaves from the node whose duty it is", total.WrongOwner == 0, Text($"{total.WrongOwner} from another node")),
            new Guarantee("onTime", "No mail arrives after the scenario's time", late == 0, Text($"{late} later than {result.Scenario.Within.TotalSeconds:0.#} s")),
            new Guarantee("noStrays", "Nothing arrives that no node accepted", judged ? result.Summary.Strays == 0 : null,
                judged ? Text($"{result.Summary.Strays} {(result.Summary.Strays == 1 ? "message" : "messages")} of unknown origin") : "the mailboxes cannot be read"),
        ];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
