using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using IseMail.Cluster.Tests.Sending;

namespace IseMail.EndToEnd.Interoperability;

/// <summary>The token endpoint and submission server of <c>smtp-server/server.js</c>, as a process.</summary>
public sealed class NodeServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Once for all tests: two installations at the same time take each other's files away.
    private static readonly Lazy<Task<string>> Packages = new(async () =>
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Interoperability", "smtp-server");
        await InstallAsync(folder);
        return folder;
    });

    private readonly Process _process;
    private readonly string[] _files;

    private NodeServer(Process process, string[] files)
    {
        _process = process;
        _files = files;
    }

    public int TokenPort { get; private init; }

    public int SubmissionPort { get; private init; }

    public static async Task<NodeServer> StartAsync(TestAuthority authority, string clientId, string secret, string mailbox, int refused = 0)
    {
        var folder = await PackagesAsync();
        using var certificate = authority.Certificate();
        using var key = certificate.GetECDsaPrivateKey()!;
        string[] files = [Path.GetTempFileName(), Path.GetTempFileName()];
        await File.WriteAllTextAsync(files[0], certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(files[1], key.ExportPkcs8PrivateKeyPem());

        var start = new ProcessStartInfo(Find("node")!, ["server.js", .. files])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { ["CLIENT_ID"] = clientId, ["CLIENT_SECRET"] = secret, ["MAILBOX"] = mailbox, ["REFUSED"] = $"{refused}" },
        };
        var process = Process.Start(start)!;
        var ports = await ReadAsync(process);
        return new NodeServer(process, files)
        {
            TokenPort = ports.GetProperty("tokenPort").GetInt32(),
            SubmissionPort = ports.GetProperty("submissionPort").GetInt32(),
        };
    }

    /// <summary>The next message that arrived.</summary>
    public Task<JsonElement> NextAsync() => ReadAsync(_process);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        _process.Dispose();
        foreach (var file in _files) File.Delete(file);
    }

    /// <summary>The folder with the packages installed.</summary>
    public static Task<string> PackagesAsync() => Packages.Value;

    /// <summary>Where <paramref name="program"/> is on the PATH; <c>null</c>: nowhere.</summary>
    public static string? Find(string program)
    {
        string[] names = OperatingSystem.IsWindows() ? [program + ".exe", program + ".cmd"] : [program];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(directory => names.Select(name => Path.Combine(directory, name)))
            .FirstOrDefault(File.Exists);
    }

    private static async Task InstallAsync(string folder)
    {
        if (File.Exists(Path.Combine(folder, "node_modules", "smtp-server", "package.json"))) return;
        var npm = Find("npm") ?? throw new InvalidOperationException("npm is not on the PATH; it installs the package smtp-server");
        using var process = Process.Start(new ProcessStartInfo(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        process.ExitCode.ShouldBe(0, $"npm ci: {await output}{await error}");
    }

    private static async Task<JsonElement> ReadAsync(Process process)
    {
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        using var document = JsonDocument.Parse(line ?? throw new InvalidOperationException("the server ended"));
        return document.RootElement.Clone();
    }
}
