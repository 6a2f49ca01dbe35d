using System.ComponentModel;
using System.Diagnostics;

namespace IseMail.Scenarios.Isolation;

/// <summary>Starts child processes whose standard streams are this process's to write and to read.</summary>
internal static class StandardStreams
{
    /// <summary>Starts <paramref name="program"/>.</summary>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start) ?? throw new IOException($"{program} cannot be started");
        }
        catch (Win32Exception missing)
        {
            throw new IOException($"{program} cannot be started: {missing.Message}", missing);
        }
    }
}
