using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Planning;
using IseMail.Domain.Texts;
using Spectre.Console;

namespace IseMail.Cli.Planning;

/// <summary>Settings of automatic PAN failover side by side: for people, and as a document for programs.</summary>
/// <param name="question">What was asked.</param>
/// <param name="topology">The deployment whose setting is marked; <c>null</c>: none.</param>
internal sealed class FailoverPlanTable(FailoverQuestion question, Topology? topology)
{
    private readonly FailoverPlan _plan = FailoverPlan.Of(question);
    private readonly PanPolling? _own = topology?.Failover.PanHa is { } set ? PanPolling.Of(set) : null;

    public void Write(IAnsiConsole console)
    {
        var table = new Table().RoundedBorder().AddColumns(
            new TableColumn("Interval").RightAligned(), new TableColumn("Polls").RightAligned(),
            new TableColumn("Shortest").RightAligned(), new TableColumn("Expected").RightAligned(), new TableColumn("Longest").RightAligned(), new TableColumn("Outage a year").RightAligned());
        foreach (var loss in question.Losses) table.AddColumn(new TableColumn($"False at {Percent(loss)}").RightAligned());
        table.AddColumn("");
        foreach (var setting in _plan.Settings)
        {
            var style = setting.Polling == _own ? new Style(decoration: Decoration.Bold) : _plan.Cheapest.Contains(setting) ? new Style(Color.Green) : Style.Plain;
            table.AddRow(new[]
            {
                DurationText.InParts(setting.Polling.Interval), setting.Polling.FailedAttempts.ToString(CultureInfo.InvariantCulture),
                DurationText.InParts(setting.Shortest), DurationText.InParts(setting.Expected), DurationText.InParts(setting.Longest), DurationText.InParts(setting.OutagePerYear),
            }.Concat(setting.FalsePromotions.Select(RarityText.Of)).Append(Marks(setting)).Select(cell => new Text(cell, style)));
        }
        console.Write(table);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"shortest, expected, longest: from the death of the primary PAN until the other {(question.Promotion > TimeSpan.Zero ? "acts" : "is promoted")}; a year has {question.FailuresPerYear:0.##} such deaths"));
        foreach (var (index, loss) in question.Losses.Index()) console.WriteLine($"at {Percent(loss)} lost polls: {Choice(index)}");
        if (topology is not null && FailoverAssumptions.WhyNoSetting(topology) is { } why) console.WriteLine($"{topology.Deployment.Name}: {why}");
        AssumptionLines.Write(console, FailoverAssumptions.Of(topology, question.Promotion));
    }

    public object Document() => new
    {
        topology = topology?.Deployment.Name,
        failuresPerYear = question.FailuresPerYear,
        promotionSeconds = question.Promotion.TotalSeconds,
        toleratedFalsePromotionsPerYear = question.Tolerated,
        settings = _plan.Settings.Select(setting => new
        {
            pollingInterval = setting.Polling.Interval.TotalSeconds,
            failedAttempts = setting.Polling.FailedAttempts,
            shortestSeconds = setting.Shortest.TotalSeconds,
            expectedSeconds = setting.Expected.TotalSeconds,
            longestSeconds = setting.Longest.TotalSeconds,
            outageMinutesPerYear = setting.OutagePerYear.TotalMinutes,
            falsePromotions = question.Losses.Zip(setting.FalsePromotions, (loss, perYear) => new { loss, perYear }),
            isTopologys = setting.Polling == _own,
            isDefault = setting.Polling == PanPolling.Standard,
            cheapestAt = CheapestAt(setting),
        }),
        assumptions = FailoverAssumptions.Of(topology, question.Promotion).Select(one => new { what = one.What, source = one.Source }),
    };

    private string Choice(int index)
    {
        var tolerated = $"false promotions at most {RarityText.Of(question.Tolerated)}";
        return _plan.Cheapest[index] is { } cheapest
            ? $"{cheapest.Polling.FailedAttempts} polls every {DurationText.InParts(cheapest.Polling.Interval)} are the shortest outage with {tolerated}"
            : $"none of these settings has {tolerated}";
    }

    private string Marks(PlannedFailover setting)
    {
        var marks = new List<string>();
        if (setting.Polling == _own) marks.Add("this topology");
        if (setting.Polling == PanPolling.Standard) marks.Add("ISE's defaults");
        if (CheapestAt(setting).Select(Percent).ToList() is { Count: > 0 } losses) marks.Add($"cheapest at {string.Join(", ", losses)}");
        return string.Join("; ", marks);
    }

    private IEnumerable<double> CheapestAt(PlannedFailover setting) => question.Losses.Where((_, index) => _plan.Cheapest[index] == setting);

    private static string Percent(double loss) => (loss * 100).ToString("0.###", CultureInfo.InvariantCulture) + " %";
}
