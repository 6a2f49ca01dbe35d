using System.Diagnostics;

namespace IseMail.Scenarios.Isolation;

/// <summary>The Docker engine of this machine, by its own command.</summary>
internal static class Docker
{
    private const string Program = "docker";

    /// <summary>Runs one command to its end; what it printed.</summary>
    /// <exception cref="IOException">There is no such command, or it says why it cannot.</exception>
    public static async Task<string> RunAsync(CancellationToken cancellationToken, params IEnumerable<string> arguments)
    {
        using var process = StandardStreams.Start(Program, arguments);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
        if (process.ExitCode != 0) throw new IOException($"docker {arguments.First()}: {(await errors).Trim()}");
        return (await output).Trim();
    }

    /// <summary>Starts a container that was made, its standard streams those of the child that is returned.</summary>
    /// <exception cref="IOException">There is no such command.</exception>
    public static Process Attach(string container) => StandardStreams.Start(Program, ["start", "--attach", "--interactive", container]);
}
