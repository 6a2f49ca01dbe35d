using System.Text;

namespace IseMail.Cluster.Storage;

/// <summary>A directory of keys, which its owner alone may enter.</summary>
internal static class KeyDirectory
{
    /// <summary>Makes the directory where it is missing.</summary>
    public static void Make(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Writes a file that its owner alone may read, whole or not at all.</summary>
    public static void WritePrivate(string path, string text)
    {
        var unfinished = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        // The mode is set as the file is made, so that there is no moment at which others can read it.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(unfinished, new UTF8Encoding(false), options)) writer.Write(text);
        File.Move(unfinished, path, overwrite: true);
    }
}
