using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace IseMail.Cluster.Tests.Storage;

/// <summary>A PostgreSQL server of the tests' own: on a free loopback port, with a password, gone with the tests.</summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    private const string Superuser = "isemail";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string? Binaries = Find();

    private readonly DirectoryInfo _directory;
    private readonly int _port;

    private PostgreSqlServer(DirectoryInfo directory, int port, string password)
    {
        _directory = directory;
        _port = port;
        Password = password;
    }

    /// <summary>Why no server can be started here; <c>null</c> if one can.</summary>
    public static string? Lack => Binaries is null ? "PostgreSQL's initdb and pg_ctl are not on this machine; these tests start a server of their own" : null;

    public string Password { get; }

    private string Data => Path.Combine(_directory.FullName, "data");

    public static async Task<PostgreSqlServer> CreateAsync()
    {
        var directory = Directory.CreateTempSubdirectory("isemail-postgresql-");
        var server = new PostgreSqlServer(directory, FreePort(), Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
        var passwordFile = Path.Combine(directory.FullName, "password");
        await File.WriteAllTextAsync(passwordFile, server.Password);
        // The server refuses to run as root; the directory is then that of the user it runs as.
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", "-R", "postgres", directory.FullName);
        await RunAsync("initdb", "-D", server.Data, "-U", Superuser, "--auth=scram-sha-256", $"--pwfile={passwordFile}", "--no-sync", "-E", "UTF8", "--locale=C");
        await server.StartAsync();
        return server;
    }

    public Task StartAsync() => RunAsync(
        "pg_ctl", "start", "-w", "-D", Data, "-l", Path.Combine(_directory.FullName, "log"),
        "-o", string.Create(CultureInfo.InvariantCulture, $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"));

    /// <summary>Ends it as a crash does: nothing is written down in haste, nobody is told.</summary>
    public Task StopAsync() => RunAsync("pg_ctl", "stop", "-w", "-m", "immediate", "-D", Data);

    /// <summary>Makes a database and says how to reach it.</summary>
    public async Task<string> DatabaseAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (File.Exists(Path.Combine(Data, "postmaster.pid"))) await StopAsync();
        _directory.Delete(recursive: true);
    }

    private string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Username = Superuser,
        Password = Password,
        Database = database,
    }.ConnectionString;

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var own = Path.Combine(Binaries ?? "", program);
        string[] command = File.Exists(own) ? [own, .. arguments] : [program, .. arguments];
        if (Environment.IsPrivilegedProcess && File.Exists(own)) command = ["runuser", "-u", "postgres", "--", .. command];
        // Not redirected: the server would inherit the pipes and keep them open.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" > /dev/null 2>&1", "sh", .. command]) { UseShellExecute = false, WorkingDirectory = "/" };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        if (process.ExitCode != 0) throw new Win32Exception(process.ExitCode, $"{program} {arguments.FirstOrDefault()} ended with {process.ExitCode}");
    }

    private static string? Find()
    {
        if (OperatingSystem.IsWindows()) return null;
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0).Select(folder => Path.Combine(folder, "bin"))
            : [];
        return installed.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
