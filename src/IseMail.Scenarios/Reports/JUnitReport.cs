using System.Globalization;
using System.Xml.Linq;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Reports.Records;

namespace IseMail.Scenarios.Reports;

/// <summary>
/// A run in the XML that build servers read as the result of tests: each guarantee is a test, and each purpose of which mail was
/// accepted. What nobody can tell is skipped.
/// </summary>
public static class JUnitReport
{
    private const string Mail = "mail";
    private const int MostNamed = 20;

    /// <summary>The document, with a suite for each run.</summary>
    public static XDocument Of(params IEnumerable<RunRecord> records) => new(new XElement("testsuites", records.Select(Suite)));

    private static XElement Suite(RunRecord record)
    {
        var cases = record.Guarantees.Select(one => Case("guarantees", one.Title, one.Holds, one.Detail))
            .Concat(MailPurposes.All.Where(purpose => record.Mails.Any(mail => mail.Purpose == purpose)).Select(purpose => Case(record, purpose)))
            .Append(Case("verdict", "The verdict holds", record.Passed, record.Passed ? "passed" : "failed"))
            .ToList();
        return new XElement(
            "testsuite",
            new XAttribute("name", XmlText.Allowed(record.Scenario)),
            new XAttribute("tests", cases.Count),
            new XAttribute("failures", cases.Count(one => one.Element("failure") is not null)),
            new XAttribute("errors", 0),
            new XAttribute("skipped", cases.Count(one => one.Element("skipped") is not null)),
            new XAttribute("time", Seconds(record.Starting + record.Length)),
            new XAttribute("timestamp", record.Begin.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)),
            new XElement("properties", Property("runtime", record.Runtime), Property("seed", record.Seed.ToString(CultureInfo.InvariantCulture)), Property("version", record.Version), Property("deployment", record.Deployment)),
            cases);
    }

    private static XElement Case(RunRecord record, MailPurpose purpose)
    {
        var mails = record.Mails.Where(mail => mail.Purpose == purpose).ToList();
        // A second copy may be one that the scenario lets pass; the guarantee above judges it.
        var troubled = mails.Where(mail => (mail.Trouble & ~MailTrouble.Duplicated) != MailTrouble.None).ToList();
        // Where the verdict holds, the scenario expects what became of them: a build server is not to call that a failure.
        var holds = troubled.Count == 0 || record.Passed;
        var named = troubled.Take(MostNamed).Select(mail => $"{mail.Id} to {mail.To}: {string.Join(", ", mail.Troubles)}");
        var rest = troubled.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $"\nand {troubled.Count - MostNamed} more") : "";
        return Case(Mail, string.Create(CultureInfo.InvariantCulture, $"Every {purpose.Title()} mail arrived from its owner ({mails.Count})"), holds, string.Join('\n', named) + rest);
    }

    private static XElement Case(string group, string name, bool? holds, string detail)
    {
        var one = new XElement("testcase", new XAttribute("classname", $"isemail.{group}"), new XAttribute("name", XmlText.Allowed(name)), new XAttribute("time", "0"));
        if (holds is null) one.Add(new XElement("skipped", new XAttribute("message", XmlText.Allowed(detail))));
        if (holds == true && group == Mail && detail.Length > 0) one.Add(new XElement("system-out", XmlText.Allowed($"expected by the scenario:\n{detail}")));
        if (holds == false) one.Add(new XElement("failure", new XAttribute("message", XmlText.Allowed(detail.Split('\n')[0])), XmlText.Allowed(detail)));
        return one;
    }

    private static XElement Property(string name, string value) => new("property", new XAttribute("name", name), new XAttribute("value", XmlText.Allowed(value)));

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
