using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace IseMail.Scenarios.Isolation;

/// <summary>What .NET has no name for: signals to a child process (POSIX.1-2017, kill), and whose process this is (geteuid, getegid).</summary>
internal static class Posix
{
    private const int LinuxStop = 19;
    private const int LinuxContinue = 18;
    private const int BsdStop = 17;
    private const int BsdContinue = 19;

    /// <summary>Suspends a process: SIGSTOP, which it cannot refuse.</summary>
    /// <exception cref="NotSupportedException">This operating system has no signals.</exception>
    /// <exception cref="IOException">The process cannot be reached.</exception>
    public static void Stop(Process process) => Send(process, OperatingSystem.IsMacOS() ? BsdStop : LinuxStop);

    /// <summary>Lets a suspended process go on: SIGCONT.</summary>
    /// <exception cref="NotSupportedException">This operating system has no signals.</exception>
    /// <exception cref="IOException">The process cannot be reached.</exception>
    public static void Continue(Process process) => Send(process, OperatingSystem.IsMacOS() ? BsdContinue : LinuxContinue);

    /// <summary>Whose process this is, as <c>user:group</c> in numbers: what it writes belongs to them.</summary>
    public static string User => string.Create(CultureInfo.InvariantCulture, $"{EffectiveUser()}:{EffectiveGroup()}");

    private static void Send(Process process, int signal)
    {
        if (OperatingSystem.IsWindows()) throw new NotSupportedException("a process cannot be paused on Windows; in a container it can");
        if (Kill(process.Id, signal) != 0) throw new IOException(new Win32Exception(Marshal.GetLastPInvokeError()).Message);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint EffectiveUser();

    [DllImport("libc", EntryPoint = "getegid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint EffectiveGroup();
}
