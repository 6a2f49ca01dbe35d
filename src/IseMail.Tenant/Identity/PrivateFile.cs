using System.Text;

namespace IseMail.Tenant.Identity;

/// <summary>Files that only their owner may read.</summary>
internal static class PrivateFile
{
    /// <summary>Puts a text in place of what the file held, whole or not at all.</summary>
    public static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        // The mode is set as the file is made, so that there is no moment at which others can read it.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var unfinished = $"{path}.{Guid.NewGuid():N}";
        using (var writer = new StreamWriter(unfinished, new UTF8Encoding(false), options)) writer.Write($"{text.TrimEnd()}\n");
        File.Move(unfinished, path, overwrite: true);
    }
}
