namespace IseMail.Cli;

/// <summary>Finds topologies and scenarios that came with the program, and directories of them.</summary>
internal static class ShippedFiles
{
    /// <summary><paramref name="relative"/> in the present directory, or else beside the program.</summary>
    public static string Find(string relative)
    {
        if (Path.Exists(relative)) return relative;
        var beside = Path.Combine(AppContext.BaseDirectory, relative);
        return Path.Exists(beside) ? beside : relative;
    }
}
