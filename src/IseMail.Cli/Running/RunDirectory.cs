using System.Globalization;

namespace IseMail.Cli.Running;

/// <summary>Where a run leaves its files when nobody said where: a directory of its own under <c>runs</c>, by its name and the local time.</summary>
internal static class RunDirectory
{
    /// <summary>The one that was said, or one that no other run has, not even one that began in the same second.</summary>
    /// <param name="said">What was said; <c>null</c>: nothing.</param>
    /// <param name="name">The run's name.</param>
    public static DirectoryInfo Of(string? said, string name)
    {
        if (said is not null) return new DirectoryInfo(said);
        var path = Path.Combine("runs", string.Create(CultureInfo.InvariantCulture, $"{name}-{TimeProvider.System.GetLocalNow():yyyyMMdd-HHmmss}"));
        var free = new DirectoryInfo(path);
        for (var number = 2; free.Exists; number++) free = new DirectoryInfo(string.Create(CultureInfo.InvariantCulture, $"{path}-{number}"));
        try
        {
            // At once: the next one is to see that it is taken.
            free.Create();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Told by whoever writes the first file into it.
        }
        return free;
    }
}
