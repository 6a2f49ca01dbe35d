using System.Diagnostics;
using System.Text;

namespace IseMail.EndToEnd.Processes;

/// <summary>The program in a process of its own, as its users run it.</summary>
internal sealed class IseMailProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private IseMailProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    public bool HasExited => _process.HasExited;

    public static IseMailProcess Start(string directory, params string[] arguments) => Start(directory, [], arguments);

    /// <summary>Starts the program.</summary>
    /// <param name="directory">Where it runs.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    /// <param name="arguments">What it is told.</param>
    public static IseMailProcess Start(string directory, Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = directory, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "isemail.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new IseMailProcess(Process.Start(start)!);
    }

    /// <summary>Runs the program to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(string directory, CancellationToken patience, params string[] arguments) =>
        RunAsync(directory, [], patience, arguments);

    /// <summary>Runs the program to its end, with variables beside those of this process.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string directory, Dictionary<string, string> environment, CancellationToken patience, params string[] arguments)
    {
        await using var process = Start(directory, environment, arguments);
        var code = await process.ExitAsync(patience);
        return (code, process.Output, process.Errors);
    }

    public async Task<int> ExitAsync(CancellationToken patience)
    {
        await _process.WaitForExitAsync(patience);
        return _process.ExitCode;
    }

    /// <summary>Ends it as the operating system ends what has run out of memory: it is told nothing.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>What Ctrl-C does at a terminal.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private static void Add(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.AppendLine(line);
    }

    private static string Text(StringBuilder text)
    {
        lock (text) return text.ToString();
    }
}
