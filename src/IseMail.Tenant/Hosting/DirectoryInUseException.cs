namespace IseMail.Tenant.Hosting;

/// <summary>Another tenant that runs keeps its mailboxes in the same directory.</summary>
public sealed class DirectoryInUseException(string directory, Exception inner)
    : IOException($"{directory} is in use by another tenant that runs; stop that one, or name another directory with --data", inner)
{
    // Windows' sharing violation, and what a lock that is taken is called on Linux and macOS.
    internal static bool IsWhy(IOException fault) => (fault.HResult & 0xFFFF) is 32 or 11 or 35;
}
