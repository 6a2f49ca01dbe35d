using System.Diagnostics;

namespace IseMail.EndToEnd.Documents;

/// <summary>A directory in which commands are typed, <c>isemail</c> among them.</summary>
internal sealed class Shell
{
    private readonly string _directory;
    private readonly string _path;

    public Shell(string directory)
    {
        _directory = directory;
        var programs = Directory.CreateDirectory(System.IO.Path.Combine(directory, ".programs")).FullName;
        var isemail = System.IO.Path.Combine(programs, "isemail");
        File.WriteAllText(isemail, $"#!/bin/sh\nexec dotnet exec '{System.IO.Path.Combine(AppContext.BaseDirectory, "isemail.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(isemail, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _path = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    /// <summary>Types a command and what goes into it; both its streams are shown as on a terminal.</summary>
    public Process Start(string command, string input)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = _directory, RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"exec 2>&1; {command}");
        start.Environment["PATH"] = _path;
        var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Types a command and waits for its end; returns its lines, without blank ones before and after.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(string command, string input, CancellationToken patience)
    {
        using var process = Start(command, input);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(patience);
            await process.WaitForExitAsync(patience);
            return Lines(output);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    public static IReadOnlyList<string> Lines(string output)
    {
        var lines = output.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        while (lines.Count > 0 && lines[0].Length == 0) lines.RemoveAt(0);
        return lines;
    }
}
