namespace IseMail.Cli;

/// <summary>Whether a file that somebody named can be written, asked before the work whose result goes into it.</summary>
internal static class OutputFile
{
    /// <summary>Tells why <paramref name="file"/> cannot be written, with the exit code to end with; <c>null</c>: it can.</summary>
    public static async Task<int?> RefusedAsync(string file)
    {
        if (await WhyNotAsync(file) is not { } why) return null;
        await Console.Error.WriteLineAsync($"{file}: {why}; a file that can be written");
        return ExitCodes.MachineLacks;
    }

    /// <summary>Why <paramref name="file"/> cannot be written; <c>null</c>: it can. What it holds stays, and a file that was not there is not left behind.</summary>
    private static async Task<string?> WhyNotAsync(string file)
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
