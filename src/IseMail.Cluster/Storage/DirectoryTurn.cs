using System.Diagnostics;

namespace IseMail.Cluster.Storage;

/// <summary>Lets one process after another do something in a directory that several open at the same moment.</summary>
internal static class DirectoryTurn
{
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TurnPause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Holds <paramref name="file"/> open, which nobody else can open meanwhile; disposing of it ends the turn. The operating
    /// system lets go of it when the process dies.
    /// </summary>
    /// <exception cref="IOException">It cannot be used, or somebody else holds it for too long.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be used.</exception>
    public static async Task<FileStream> TakeAsync(string file, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException fault) when (File.Exists(file))
            {
                if (waited.Elapsed > LongestTurn) throw new IOException($"the keys beside {file} are held by another process for more than {LongestTurn.TotalSeconds:0} s: {fault.Message}", fault);
            }
            await Task.Delay(TurnPause, cancellationToken);
        }
    }
}
