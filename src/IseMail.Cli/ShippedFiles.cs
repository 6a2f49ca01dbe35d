namespace IseMail.Cli;

/// <summary>Finds topologies and scenarios that came with the program.</summary>
internal static class ShippedFiles
{
    /// <summary><paramref name="relative"/> in the present directory, or else beside the program.</summary>
    public static string Find(string relative)
    {
        if (File.Exists(relative)) return relative;
        var beside = Path.Combine(AppContext.BaseDirectory, relative);
        return File.Exists(beside) ? beside : relative;
    }
}
