using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace IseMail.Benchmarks.Server;

/// <summary>The npm package smtp-server as a process of Node.js.</summary>
internal sealed class PackageServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly DirectoryInfo _keys;

    private PackageServer(Process process, DirectoryInfo keys, int port)
    {
        _process = process;
        _keys = keys;
        Port = port;
    }

    /// <summary>The TCP port it listens on.</summary>
    public int Port { get; }

    /// <summary>Whether Node.js is on the PATH.</summary>
    public static bool CanStart => Find("node") is not null && Find("npm") is not null;

    /// <summary>The processor time it has used.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Installs the package if need be and starts it with <paramref name="certificate"/>.</summary>
    public static async Task<PackageServer> StartAsync(X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Server", "smtp-server");
        await InstallAsync(folder, cancellationToken);
        var keys = Directory.CreateTempSubdirectory("isemail-benchmark-keys-");
        string[] files = [Path.Combine(keys.FullName, "certificate.pem"), Path.Combine(keys.FullName, "key.pem")];
        await File.WriteAllTextAsync(files[0], certificate.ExportCertificatePem(), cancellationToken);
        using (var key = certificate.GetECDsaPrivateKey()!) await File.WriteAllTextAsync(files[1], key.ExportPkcs8PrivateKeyPem(), cancellationToken);
        var process = Process.Start(new ProcessStartInfo(Find("node")!, ["benchmark.js", .. files])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);
        return new PackageServer(process, keys, int.Parse(line ?? throw new InvalidOperationException("smtp-server ended"), CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        _process.Dispose();
        _keys.Delete(recursive: true);
    }

    private static string? Find(string program)
    {
        string[] names = OperatingSystem.IsWindows() ? [program + ".exe", program + ".cmd"] : [program];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(directory => names.Select(name => Path.Combine(directory, name)))
            .FirstOrDefault(File.Exists);
    }

    private static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(folder, "node_modules", "smtp-server", "package.json"))) return;
        using var process = Process.Start(new ProcessStartInfo(Find("npm")!, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        if (process.ExitCode != 0) throw new InvalidOperationException($"npm could not install the package smtp-server: it ended with {process.ExitCode}");
    }
}
