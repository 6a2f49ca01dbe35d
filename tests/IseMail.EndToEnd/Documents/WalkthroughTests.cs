using System.Diagnostics;
using System.Text;
using IseMail.EndToEnd.Interoperability;
using IseMail.EndToEnd.Processes;

namespace IseMail.EndToEnd.Documents;

public sealed class WalkthroughTests
{
    // What only looks may be asked again until what it looks for has come about.
    private static readonly string[] Looking = ["isemail mailbox ", "isemail diagnose", "isemail settings show", "isemail alarm list", "isemail guest list", "tail ", "grep "];

    [ProgramFact("sh", "what documents show is typed into a shell")]
    public async Task Whoever_types_what_the_walkthrough_shows_sees_what_it_shows_from_an_empty_tenant_to_the_guest_s_mail()
    {
        using var directory = new TemporaryDirectory();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(6));
        Copy(Path.Combine(Repository, "topology"), Path.Combine(directory.Path, "topology"));
        var shell = new Shell(directory.Path);
        var shown = new ShownOutput();
        var steps = Transcript.Read(await File.ReadAllLinesAsync(Path.Combine(Repository, "docs", "walkthrough.md"), patience.Token));
        steps.Length.ShouldBeGreaterThan(30);
        steps[0].Command.ShouldStartWith("isemail up ");
        using var deployment = shell.Start(steps[0].Command, "");
        try
        {
            await UpAsync(deployment, steps[0], shown, patience.Token);
            foreach (var step in steps.Skip(1)) await TypeAsync(shell, step, shown, patience.Token);
        }
        finally
        {
            deployment.Kill(entireProcessTree: true);
            await deployment.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static string Repository { get; } = Find();

    private static async Task UpAsync(Process deployment, TranscriptStep step, ShownOutput shown, CancellationToken patience)
    {
        var printed = new List<string>();
        while (!shown.Matches(step.Below, printed))
        {
            printed.Add(await deployment.StandardOutput.ReadLineAsync(patience) ?? throw new InvalidOperationException($"line {step.Line}: it ended:\n{string.Join('\n', printed)}"));
        }
        _ = deployment.StandardOutput.ReadToEndAsync(CancellationToken.None);
    }

    private static async Task TypeAsync(Shell shell, TranscriptStep step, ShownOutput shown, CancellationToken patience)
    {
        var typed = step.Command.StartsWith("cat >", StringComparison.Ordinal);
        var input = typed ? new StringBuilder().AppendJoin('\n', step.Below.Select(shown.Meant)).Append('\n').ToString() : "";
        var printed = await shell.RunAsync(shown.Meant(step.Command), input, patience);
        if (typed || shown.Matches(step.Below, printed)) return;
        if (Looking.Any(command => step.Command.StartsWith(command, StringComparison.Ordinal)))
        {
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(patience);
            soon.CancelAfter(TimeSpan.FromSeconds(60));
            await Patiently.Until(
                async () => shown.Matches(step.Below, printed = await shell.RunAsync(shown.Meant(step.Command), input, patience)), Difference, soon.Token);
            return;
        }
        throw new InvalidOperationException(Difference());

        string Difference() => $"docs/walkthrough.md, line {step.Line}: $ {step.Command}\n-- shown:\n{string.Join('\n', step.Below.Select(shown.Meant))}\n-- printed:\n{string.Join('\n', printed)}";
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "IseMailCluster.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("no folder above the tests holds the solution");
        return folder.FullName;
    }
}
