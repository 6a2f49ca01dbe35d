namespace IseMail.Cli.Tests.Topologies;

/// <summary>A file in a directory of its own; both are gone after disposal.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("isemail-topology-");

    public TemporaryFile(string text, string name = "t.yaml")
    {
        Path = Beside(name);
        File.WriteAllText(Path, text);
    }

    public string Path { get; }

    /// <summary>Another file in its directory.</summary>
    public string Beside(string name) => System.IO.Path.Combine(_directory.FullName, name);

    public void Dispose() => _directory.Delete(recursive: true);
}
