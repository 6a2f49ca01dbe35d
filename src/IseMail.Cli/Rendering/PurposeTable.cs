using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Reports;
using Spectre.Console;

namespace IseMail.Cli.Rendering;

/// <summary>The table a run ends with: for each purpose which node sent how many, and whether each arrived exactly once.</summary>
internal static class PurposeTable
{
    public static Table Of(RunResult result)
    {
        var table = new Table().RoundedBorder().AddColumns(
            new TableColumn("Purpose"), new TableColumn("Duty of"), new TableColumn("Accepted").RightAligned(), new TableColumn("Delivered").RightAligned(),
            new TableColumn("Sent by"), new TableColumn("In the mailboxes"));
        foreach (var purpose in MailPurposes.All)
        {
            var summary = result.Summary.ByPurpose[purpose];
            if (summary.Accepted == 0) continue;
            table.AddRow(
                new Text(purpose.Title()),
                new Text(Owner(purpose)),
                new Text(Number(summary.Accepted)),
                new Text(Number(summary.Delivered)),
                new Text(string.Join(", ", summary.ByNode.Select(node => $"{node.Key}: {Number(node.Value)}"))),
                Verdict(summary));
        }
        return table;
    }

    public static string Owner(MailPurpose purpose) => Duty.IsClusterWide(purpose) ? Duty.Owner(purpose).Holder() : "PSN of the portal";

    private static Text Verdict(Domain.Ledger.PurposeSummary summary)
    {
        if (summary.EachArrivedOnce) return new Text("each exactly once", new Style(Color.Green));
        var faults = new List<string>();
        Add(summary.Queued, "queued");
        Add(summary.Parked, "parked");
        Add(summary.InDoubt, "in doubt");
        Add(summary.Lost, "lost");
        Add(summary.Duplicated, "duplicated");
        Add(summary.WrongOwner, "from a wrong node");
        return new Text(string.Join(", ", faults), new Style(Color.Red));

        void Add(int count, string what)
        {
            if (count > 0) faults.Add($"{Number(count)} {what}");
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
