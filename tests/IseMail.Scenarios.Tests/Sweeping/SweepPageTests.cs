using System.Text;
using System.Xml.Linq;
using IseMail.Scenarios.Reports.Figures;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Sweeping;
using IseMail.Scenarios.Tests.Reports;
using IseMail.Scenarios.Tests.Topologies;

namespace IseMail.Scenarios.Tests.Sweeping;

/// <summary>The page of a sweep.</summary>
public sealed class SweepPageTests
{
    private static readonly Scenario CheckIn =
        ScenarioFile.ReadAsync(Path.Combine(TopologyFolder.Directory, "scenarios", "check-in.yaml"), CancellationToken.None).GetAwaiter().GetResult().Value!;

    [Fact]
    public void Every_drawing_is_told_in_words_and_its_lines_differ_by_more_than_colour()
    {
        var html = HtmlReportTests.Parse(SweepPage.Write(Made("nodes.psn=1..6", "mail.placement=shared,node")));
        var drawings = html.Descendants("svg").Where(svg => svg.Attribute("role")?.Value == "img").ToList();
        drawings.Count.ShouldBeGreaterThan(5);
        foreach (var drawing in drawings)
        {
            drawing.Element("title")!.Value.ShouldContain("against nodes.psn");
            drawing.Element("desc")!.Value.ShouldContain("node: ");
            drawing.Ancestors("section").First().Descendants("table").ShouldNotBeEmpty();
            drawing.Ancestors("section").First().Descendants("li").Select(one => one.Value.Trim()).ShouldBe(["mail.placement=shared", "mail.placement=node"]);
            var lines = drawing.Elements("g").ToList();
            lines.Select(line => line.Element("title")!.Value).ShouldBe(["shared", "node"]);
            lines.Select(line => line.Elements("path").Single(path => path.Attribute("class")!.Value == "series").Attribute("stroke-dasharray")!.Value).ShouldBeUnique();
        }
        var ids = html.Descendants().Attributes("id").Select(id => id.Value).ToList();
        ids.ShouldBe(ids.Distinct());
        html.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href").ShouldAllBe(attribute => attribute.Value.StartsWith('#'));
        html.Descendants("code").Select(code => code.Value).ShouldContain("isemail run check-in.yaml --runtime virtual --sweep nodes.psn=1..6 --sweep mail.placement=shared,node");
    }

    [Fact]
    public void Ten_thousand_runs_fit_into_two_megabytes_and_what_is_left_out_is_said()
    {
        var result = Made("workload[0].count=1..100", "nodes.psn=1..20", "mail.sender.connections=1..5");
        result.Rows.Length.ShouldBe(10_000);
        var page = SweepPage.Write(result);
        Encoding.UTF8.GetByteCount(page).ShouldBeLessThan(2_000_000);
        page.ShouldContain("9600 more combinations are in the JSON document and in the CSV");
        page.ShouldContain("Drawn are 25 of 100 of workload[0].count, 8 of 20 of nodes.psn, 4 of 5 of the other keys&#39; combinations.");
    }

    /// <summary>A sweep that never was, with a figure of each unit that differs in each row.</summary>
    private static SweepResult Made(params string[] sweeps)
    {
        var axes = sweeps.Select((text, i) => SweepAxis.Read(text, i, SweepGrid.MostRuns).Axis!).ToList();
        var points = axes.Aggregate((IEnumerable<string[]>)[[]], (sofar, axis) => sofar.SelectMany(_ => axis.Values, (values, value) => (string[])[.. values, value.Text])).Select(values => new SweepPoint([.. values], CheckIn)).ToList();
        var keys = new[] { "longestWait", "allMedian", "allMost95", "allMost99", "alarm99", "busiest", "connections", "failedAttempts", "deepestOutbox", "accepted", "lost", "guestNoticeMedian", "guestNoticeMost99", "guestNoticeGreatest" };
        return new SweepResult(
            new SweepGrid("check-in.yaml", [.. axes], [.. points], null, 1),
            [.. points.Select((point, i) => new SweepRow(point, [new SweepRun(1, [.. keys.Select(key => new Figure(key, $"title of {key}", key == "busiest" ? "%" : key is "longestWait" or "alarm99" ? "s" : "", Better.Lower, i * 1.7 % 97))], i % 3 == 0 ? ["mail delivered: expected all, found 38"] : [], 1000, new string('a', 64), TimeSpan.FromMinutes(1))]))],
            TimeSpan.FromSeconds(3));
    }
}
