using IseMail.Domain.Texts;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.Reports.Html;
using IseMail.Scenarios.Reports.Records;
using static IseMail.Scenarios.Tests.Reports.Records;

namespace IseMail.Scenarios.Tests.Reports;

/// <summary>The page of a run.</summary>
public sealed partial class HtmlReportTests
{
    private const string Hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&`${7*7}\u0000\u001b[31m\ud800 ]]> <!-- \u202e";

    [Fact]
    public void What_strangers_typed_is_text_wherever_it_stands()
    {
        var mail = new MailRecord(
            new string('a', 32), MailPurpose.Alarm, Hostile, Hostile, Seconds(1), MailState.Parked, MailTrouble.Parked | MailTrouble.Duplicated | MailTrouble.WrongOwner,
            [new OutboxRecord(Hostile, Seconds(1), null, Hostile, [new StepRecord(MailStepKind.Doubtful, Seconds(2), Hostile, Seconds(3)), new StepRecord(MailStepKind.Parked, Seconds(4), Hostile, null)])],
            [new ArrivalRecord(Hostile, Seconds(2)), new ArrivalRecord(Hostile, Seconds(3))]);
        var record = Of(mail) with
        {
            Scenario = Hostile,
            Purpose = Hostile,
            Deployment = Hostile,
            Version = Hostile,
            Passed = false,
            Guarantees = [new Guarantee("x", Hostile, false, Hostile)],
            Nodes = [new NodeRecord(Hostile, [Hostile])],
            Settings = [new SettingRecord(Hostile, Hostile, Hostile)],
            Duties = [new DutyRecord(Hostile, Hostile, 1, Seconds(-1), null), new DutyRecord(Hostile, Hostile, 2, Seconds(50), null)],
            Events = [new EventRecord(EventKind.Fault, Seconds(1), null, Hostile), new EventRecord(EventKind.Action, Seconds(1), null, Hostile, Hostile, true)],
            Samples = [new SampleRecord(Seconds(1), [new NodeSample(Hostile, 1, 3, 0, 0, 0)], [new SenderSample(Hostile, 1, 1, 1)])],
        };

        var page = HtmlReport.Write(record);
        var html = Parse(page);
        html.Descendants("script").ShouldHaveSingleItem();
        html.Descendants("img").ShouldBeEmpty();
        html.DescendantNodes().OfType<XComment>().ShouldBeEmpty();
        html.Descendants().Attributes().ShouldAllBe(attribute => !attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        html.Descendants("h1").Single().Value.ShouldStartWith("</script><script>alert(1)</script><img src=x onerror=alert(2)>");
        Told(html).GetProperty("texts").EnumerateArray().Select(text => text.GetString()!).ShouldContain(text => text.StartsWith("</script><script>alert(1)", StringComparison.Ordinal));

        // The other documents of the same run, too, are whole.
        XDocument.Parse(JUnitReport.Of(record).ToString()).Descendants("failure").ShouldNotBeEmpty();
        DecisionRecord.Write(record).ShouldNotContain("<script>");
    }

    [Fact]
    public void A_build_server_sees_no_failure_in_what_the_scenario_expects()
    {
        var lost = Of(Enumerable.Range(0, 3).Select(i => Delivered(i, "psn-1", i, i)).Select(mail => mail with { Trouble = MailTrouble.Lost }));

        var passed = JUnitReport.Of(lost with { Passed = true });
        passed.Descendants("failure").ShouldBeEmpty();
        passed.Descendants("system-out").Single().Value.ShouldContain("lost");
        JUnitReport.Of(lost with { Passed = false }).Descendants("failure").Count().ShouldBe(2);
    }

    [Fact]
    public void Ten_thousand_mails_fit_into_two_megabytes_and_each_can_be_found()
    {
        var mails = Enumerable.Range(0, 10_000).Select(i => Delivered(i, $"psn-{i % 50 + 1}", i * 0.37, i * 0.37 + i % 97)).Select((mail, i) => mail with
        {
            Trouble = i % 3 == 0 ? MailTrouble.Late : MailTrouble.None,
            Outboxes = [mail.Outboxes[0] with { Steps = [.. Enumerable.Range(0, 4).Select(n => new StepRecord(MailStepKind.Deferred, Seconds(i * 0.37 + n), $"451 4.7.{n} Try again", Seconds(i * 0.37 + n + 5)))] }],
        });
        var record = Of(mails) with
        {
            Nodes = [.. Enumerable.Range(1, 50).Select(i => new NodeRecord($"psn-{i}", ["psn"])), new NodeRecord("ise-1", ["pan"])],
            Samples = [.. Enumerable.Range(0, 400).Select(i => new SampleRecord(Seconds(i * 10), [.. Enumerable.Range(1, 50).Select(n => new NodeSample($"psn-{n}", 51, i * n % 23, 0, 0, 0))], [new SenderSample("psn-1", 3, 3, 9)]))],
            Length = Seconds(4000),
        };
        var page = HtmlReport.Write(record);
        Encoding.UTF8.GetByteCount(page).ShouldBeLessThan(2_000_000);
        Told(Parse(page)).GetProperty("mails").EnumerateArray().Select(mail => mail[0].GetString()).ShouldBe(record.Mails.Select(mail => mail.Id));
    }

    [Fact]
    public void It_asks_nobody_for_anything_and_every_drawing_is_told_in_words()
    {
        var page = HtmlReport.Write(Of([Delivered(1), Delivered(2)]));
        var html = Parse(page);
        html.Descendants("meta").Single(meta => meta.Attribute("http-equiv")?.Value == "Content-Security-Policy").Attribute("content")!.Value.ShouldStartWith("default-src 'none'");
        html.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href" or "srcset" or "data" or "action").ShouldAllBe(attribute => attribute.Value.StartsWith('#'));
        Address().IsMatch(page).ShouldBeFalse();
        html.Descendants("style").Single().Value.ShouldNotContain("@import");
        foreach (var drawing in html.Descendants("svg").Where(svg => svg.Attribute("role")?.Value == "img"))
        {
            drawing.Element("title")!.Value.ShouldNotBeEmpty();
            drawing.Element("desc")!.Value.ShouldNotBeEmpty();
            drawing.Ancestors("section").First().Descendants().ShouldContain(one => one.Name == "table" || one.Name == "ol", drawing.Element("title")!.Value);
        }
        var ids = html.Descendants().Attributes("id").Select(id => id.Value).ToList();
        ids.ShouldBe(ids.Distinct());
        html.Descendants("a").Select(link => link.Attribute("href")!.Value[1..]).ShouldBeSubsetOf(ids);
    }

    internal static XElement Parse(string page)
    {
        using var reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader).Root!;
    }

    /// <summary>The mails that the page's script unpacks.</summary>
    internal static JsonElement Told(XElement html)
    {
        var packed = Convert.FromBase64String(html.Descendants("div").Single(div => div.Attribute("id")?.Value == "mails").Attribute("data-packed")!.Value);
        using var zip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonDocument.Parse(zip).RootElement.Clone();
    }

    [GeneratedRegex("url\\((?!#)|https?://", RegexOptions.CultureInvariant, PatternPatience.Milliseconds)]
    private static partial Regex Address();
}
