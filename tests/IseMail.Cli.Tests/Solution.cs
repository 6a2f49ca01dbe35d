namespace IseMail.Cli.Tests;

/// <summary>The solution's folder, found from wherever the tests run.</summary>
internal static class Solution
{
    public static string Folder { get; } = Find();

    /// <summary>Whether a file is one that people write, and not one that a build makes.</summary>
    public static bool IsWritten(string file) => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "IseMailCluster.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("no folder above the tests holds the solution");
        return folder.FullName;
    }
}
