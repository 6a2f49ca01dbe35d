using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using IseMail.EndToEnd.Processes;

namespace IseMail.EndToEnd.Documents;

/// <summary>
/// A document whose commands are typed one after another into a shell, in a directory with the topologies that the program is
/// shipped with. What is printed has to be what the document shows. <c>isemail up</c> goes on until the section that it stands
/// in is over, and then gets its Ctrl-C.
/// </summary>
internal sealed class TypedDocument : IDisposable
{
    // What only looks may be asked again until what it looks for has come about.
    private static readonly string[] Looking = ["isemail mailbox ", "isemail diagnose", "isemail settings show", "isemail alarm list", "isemail guest list", "tail ", "grep "];
    private static readonly TimeSpan ComesAboutWithin = TimeSpan.FromSeconds(60);

    private readonly string _name;
    private readonly TemporaryDirectory _directory;
    private readonly Shell _shell;
    private readonly ShownOutput _shown = new();
    private Process? _deployment;
    private Task<string> _printsOn = Task.FromResult("");
    private int _ends;

    private TypedDocument(string name, ImmutableArray<TranscriptStep> steps)
    {
        _name = name;
        Steps = steps;
        _directory = new TemporaryDirectory();
        Copy(Path.Combine(Repository, "topology"), Path.Combine(_directory.Path, "topology"));
        _shell = new Shell(_directory.Path);
    }

    /// <summary>Its commands.</summary>
    public ImmutableArray<TranscriptStep> Steps { get; }

    /// <summary>Reads a document, such as <c>docs/walkthrough.md</c>.</summary>
    public static async Task<TypedDocument> ReadAsync(string name, CancellationToken patience) =>
        new(name, Transcript.Read(await File.ReadAllLinesAsync(Path.Combine(Repository, name), patience)));

    /// <summary>Types every command.</summary>
    public async Task TypeAsync(CancellationToken patience)
    {
        foreach (var step in Steps)
        {
            if (_deployment is not null && step.Line >= _ends) await InterruptAsync(patience);
            if (step.Command.StartsWith("isemail up ", StringComparison.Ordinal)) await UpAsync(step, patience);
            else await TypeAsync(step, patience);
        }
        if (_deployment is not null) await InterruptAsync(patience);
    }

    public void Dispose()
    {
        if (_deployment is { HasExited: false })
        {
            _deployment.Kill(entireProcessTree: true);
            _deployment.WaitForExit();
        }
        _deployment?.Dispose();
        _directory.Dispose();
    }

    private static string Repository { get; } = Find();

    private async Task UpAsync(TranscriptStep step, CancellationToken patience)
    {
        if (_deployment is not null) throw new InvalidOperationException($"{_name}, line {step.Line}: another deployment is up until line {_ends}");
        // Not a child of the shell: Ctrl-C is to reach the program.
        _deployment = _shell.Start($"exec {step.Command}", "");
        _ends = step.SectionEnds;
        var printed = new List<string>();
        while (!_shown.Matches(step.Below, printed))
            printed.Add(await _deployment.StandardOutput.ReadLineAsync(patience) ?? throw new InvalidOperationException($"{_name}, line {step.Line}: it ended:\n{string.Join('\n', printed)}"));
        _printsOn = _deployment.StandardOutput.ReadToEndAsync(CancellationToken.None);
    }

    private async Task InterruptAsync(CancellationToken patience)
    {
        using (var kill = Process.Start("kill", ["-INT", _deployment!.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync(patience);
        await _deployment.WaitForExitAsync(patience);
        (await _printsOn).ShouldContain("stopped; no mail waits");
        _deployment.Dispose();
        _deployment = null;
    }

    private async Task TypeAsync(TranscriptStep step, CancellationToken patience)
    {
        var typed = step.Command.StartsWith("cat >", StringComparison.Ordinal);
        var input = typed ? new StringBuilder().AppendJoin('\n', step.Below.Select(_shown.Meant)).Append('\n').ToString() : "";
        var printed = await _shell.RunAsync(_shown.Meant(step.Command), input, patience);
        if (typed || _shown.Matches(step.Below, printed)) return;
        if (Looking.Any(command => step.Command.StartsWith(command, StringComparison.Ordinal)))
        {
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(patience);
            soon.CancelAfter(ComesAboutWithin);
            await Patiently.Until(
                async () => _shown.Matches(step.Below, printed = await _shell.RunAsync(_shown.Meant(step.Command), input, patience)), Difference, soon.Token);
            return;
        }
        throw new InvalidOperationException(Difference());

        string Difference() => $"{_name}, line {step.Line}: $ {step.Command}\n-- shown:\n{string.Join('\n', step.Below.Select(_shown.Meant))}\n-- printed:\n{string.Join('\n', printed)}";
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(from)) Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "IseMailCluster.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("no folder above the tests holds the solution");
        return folder.FullName;
    }
}
