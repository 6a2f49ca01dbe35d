using System.Collections.Immutable;
using System.Text;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.Reports.Comparison;
using IseMail.Scenarios.Reports.Html;
using IseMail.Scenarios.Reports.Records;

namespace IseMail.Cli.Running;

/// <summary>What was written of a run.</summary>
/// <param name="Json">The result for programs, which also stands in the run's directory.</param>
/// <param name="Lines">What a person is told of the files.</param>
/// <param name="Record">What they were made of.</param>
internal sealed record WrittenReports(string Json, ImmutableArray<string> Lines, RunRecord Record);

/// <summary>Where a run's reports go: the page and the JSON document always, the others where somebody asks for them.</summary>
/// <param name="Report">File of the page; <c>null</c>: in the run's directory.</param>
/// <param name="JUnit">File of the JUnit XML; <c>null</c>: none.</param>
/// <param name="Decision">File of the decision record; <c>null</c>: none.</param>
internal sealed record ReportFiles(string? Report, string? JUnit, string? Decision)
{
    public const string PageName = "report.html";

    /// <summary>Says which of the files cannot be written before anything starts: a long run is not made for nothing; <c>null</c>: all can.</summary>
    public async Task<int?> RefusedAsync()
    {
        foreach (var file in new[] { Report, JUnit, Decision }.OfType<string>())
        {
            if (await OutputFile.RefusedAsync(file) is { } refused) return refused;
        }
        return null;
    }

    /// <summary>Writes them.</summary>
    /// <exception cref="IOException">One cannot be written.</exception>
    public async Task<WrittenReports> WriteAsync(RunResult result, DirectoryInfo directory, CancellationToken cancellationToken)
    {
        var record = RunRecording.Of(result);
        var json = RunJson.Write(result, record);
        var page = Report ?? Path.Combine(directory.FullName, PageName);
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, RunResultFile.Name), json + "\n", cancellationToken);
        await File.WriteAllTextAsync(page, HtmlReport.Write(record), cancellationToken);
        await RunRecordFile.WriteAsync(record, directory, cancellationToken);
        if (JUnit is not null) await WriteJUnitAsync(JUnit, [record], cancellationToken);
        if (Decision is not null) await File.WriteAllTextAsync(Decision, DecisionRecord.Write(record), cancellationToken);
        return new WrittenReports(json,
        [
            $"report: {Shown(page)}",
            .. JUnit is null ? (string[])[] : [$"JUnit XML: {Shown(JUnit)}"],
            .. Decision is null ? (string[])[] : [$"decision record: {Shown(Decision)}"],
        ],
        record);
    }

    /// <summary>Writes the verdicts of several runs into one file of JUnit XML.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static async Task WriteJUnitAsync(string file, IEnumerable<RunRecord> records, CancellationToken cancellationToken)
    {
        // No mark at its beginning, which some readers take for a part of the text, and a line that ends.
        await using var writer = new StreamWriter(file, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await JUnitReport.Of(records).SaveAsync(writer, System.Xml.Linq.SaveOptions.None, cancellationToken);
        await writer.WriteLineAsync();
    }

    private static string Shown(string file) => Path.GetRelativePath(Environment.CurrentDirectory, file);
}
