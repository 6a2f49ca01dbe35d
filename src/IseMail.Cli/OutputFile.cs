namespace IseMail.Cli;

/// <summary>Whether a file that somebody named can be written, asked before the work whose result goes into it.</summary>
internal static class OutputFile
{
    /// <summary>Why <paramref name="file"/> cannot be written; <c>null</c>: it can. What it holds stays, and a file that was not there is not left behind.</summary>
    public static async Task<string?> WhyNotAsync(string file)
    {
        try
        {
            var exists = File.Exists(file);
            await using (new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
            {
            }
            if (!exists) File.Delete(file);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message.TrimEnd('.');
        }
        catch (ArgumentException)
        {
            return "this is no name of a file";
        }
    }
}
