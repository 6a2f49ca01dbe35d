using System.Diagnostics;
using IseMail.EndToEnd.Interoperability;

namespace IseMail.EndToEnd.Containers;

/// <summary>The Docker engine of this machine and the Compose that goes with it.</summary>
internal static class ContainerEngine
{
    /// <summary>The images that the Dockerfile and docker-compose.yml begin with.</summary>
    private static readonly string[] BaseImages = ["mcr.microsoft.com/dotnet/sdk:10.0", "mcr.microsoft.com/dotnet/aspnet:10.0", "postgres:17"];

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);
    private static readonly Lazy<(string[] Compose, string? Lack)> Found = new(Find);

    /// <summary>What keeps containers from running here; <c>null</c>: nothing.</summary>
    public static string? Lack => Found.Value.Lack;

    /// <summary>The command of Compose: <c>docker compose</c>, or <c>docker-compose</c> where that is older than plugins.</summary>
    public static string[] Compose => Found.Value.Compose;

    /// <summary>Runs a command to its end.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="directory">Where.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    /// <param name="patience">When it is ended.</param>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        IEnumerable<string> command, string directory, IReadOnlyDictionary<string, string> environment, CancellationToken patience)
    {
        var start = new ProcessStartInfo(command.First(), command.Skip(1))
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(patience);
        }
        catch (OperationCanceledException cancelled)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{string.Join(' ', command)}' did not end in time: {await output}{await errors}", cancelled);
        }
        return (process.ExitCode, await output, await errors);
    }

    private static (string[] Compose, string? Lack) Find()
    {
        if (NodeServer.Find("docker") is null) return ([], "there is no docker on the PATH; it runs the containers of this test");
        if (!Succeeds("docker", "version")) return ([], "no Docker engine answers; it runs the containers of this test");
        string[]? compose = Succeeds("docker", "compose", "version") ? ["docker", "compose"] : NodeServer.Find("docker-compose") is not null ? ["docker-compose"] : null;
        if (compose is null) return ([], "there is neither 'docker compose' nor docker-compose; it starts the containers of this test");
        var missing = BaseImages.FirstOrDefault(image => !Succeeds("docker", "image", "inspect", image) && !Succeeds("docker", "manifest", "inspect", image));
        return (compose, missing is null ? null : $"the image {missing} is not here and cannot be fetched");
    }

    // Asked while tests are being listed, which cannot wait for a task.
    private static bool Succeeds(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (process.WaitForExit(AnswerWithin)) return process.ExitCode == 0;
        process.Kill(entireProcessTree: true);
        return false;
    }
}
