using System.Text;

namespace IseMail.Tenant;

/// <summary>Files that only their owner may read.</summary>
internal static class PrivateFile
{
    /// <summary>Puts a text in place of what the file held, whole or not at all.</summary>
    public static void Write(string path, string text)
    {
        var unfinished = $"{path}.{Guid.NewGuid():N}";
        using (var writer = new StreamWriter(Open(unfinished, FileMode.Create, FileAccess.Write), new UTF8Encoding(false))) writer.Write($"{text.TrimEnd()}\n");
        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Opens a file that no other .NET program may open meanwhile. What is written goes to the operating system at once.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.None, BufferSize = 0 };
        // The mode is set as the file is made, so that there is no moment at which others can read it.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
