using System.CommandLine;

namespace IseMail.Cli.Running;

/// <summary>The options that say where a run's reports go.</summary>
internal sealed class ReportOptions
{
    private readonly Option<string?> _report = new("--report") { Description = "Write the report, one HTML page, to this file. Left out: report.html in the run's directory." };
    private readonly Option<string?> _junit = new("--junit") { Description = "Write the verdict to this file as JUnit XML, for build servers." };
    private readonly Option<string?> _decision = new("--decision") { Description = "Write a decision record to this file, in Markdown: the facts are filled in, the decision is left open." };

    public ReportOptions(Command command)
    {
        command.Add(_report);
        command.Add(_junit);
        command.Add(_decision);
    }

    public ReportFiles Of(ParseResult parsed) => new(parsed.GetValue(_report), parsed.GetValue(_junit), parsed.GetValue(_decision));
}
