using System.Text;
using IseMail.Scenarios.Administration;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Topologies;
using IseMail.Tenant.Mailboxes;
using MimeKit;
using Serilog.Core;

namespace IseMail.Cli.Tests;

/// <summary>A deployment that runs in this process, and commands on it that run in theirs.</summary>
internal sealed class DeploymentFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(3));
    private readonly List<string> _printed = [];
    private readonly List<string> _typed = [];
    private readonly LiveDeployment _deployment;
    private readonly DeploymentAdministration _administration;

    private DeploymentFixture(LiveDeployment deployment, DeploymentAdministration administration, DirectoryInfo directory)
    {
        _deployment = deployment;
        _administration = administration;
        _directory = directory;
    }

    public LiveDeployment Deployment => _deployment;

    public string Directory => _directory.FullName;

    public CancellationToken Cancellation => _patience.Token;

    public static async Task<DeploymentFixture> StartAsync(string topology)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("isemail-cli-");
        var reading = TopologyFile.Parse(topology, "t.yaml");
        reading.Problems.ShouldBeEmpty();
        var deployment = await LiveDeployment.StartAsync(reading.Value!, new LiveOptions(directory, 1), Logger.None, null, CancellationToken.None);
        var administration = await DeploymentAdministration.StartAsync(
            deployment.Topology, () => [.. deployment.Running.Values.Select(node => node.Control)], deployment.LookUp, directory, CancellationToken.None);
        return new DeploymentFixture(deployment, administration, directory);
    }

    public async Task<(int ExitCode, string[] Output, string[] Errors)> RunAsync(params string[] arguments)
    {
        var run = await Program.RunAsync([.. arguments, "--data", Directory]);
        _printed.AddRange([.. run.Output, .. run.Errors]);
        return run;
    }

    /// <summary>Path of a file in the deployment's directory.</summary>
    public string In(string name) => Path.Combine(Directory, name);

    /// <summary>Somebody types a file, whose content is no finding; returns its path.</summary>
    public async Task<string> TypeAsync(string name, string? text)
    {
        _typed.Add(In(name));
        await File.WriteAllTextAsync(In(name), text + "\n", Cancellation);
        return In(name);
    }

    /// <summary>Waits until the primary PAN has that version of the settings.</summary>
    public async Task SavedAsync(long version)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await _deployment.Running.Values.First().Control.SettingsAsync(TimeSpan.FromSeconds(10), Cancellation))?.Version.Version != version) await pulse.WaitForNextTickAsync(Cancellation);
    }

    /// <summary>Waits until every node has that version of the settings, which is the newest.</summary>
    public async Task EverybodyHasAsync(long version)
    {
        await SavedAsync(version);
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var report = await _deployment.Running.Values.First().Control.SettingsAsync(TimeSpan.FromSeconds(10), Cancellation);
            if (report is { Version.Version: var newest } && newest == version && report.Nodes.Count == _deployment.Running.Count && report.Nodes.Values.All(has => has == version)) return;
            await pulse.WaitForNextTickAsync(Cancellation);
        }
    }

    /// <summary>What a command that works prints.</summary>
    public async Task<string[]> OutputAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        run.Errors.ShouldBeEmpty(string.Join(' ', arguments));
        run.ExitCode.ShouldBe(0, string.Join(' ', arguments));
        return run.Output;
    }

    /// <summary>What a command that is refused says, in one line.</summary>
    public async Task<string> RefusalAsync(int exitCode, params string[] arguments)
    {
        var run = await RunAsync(arguments);
        run.ExitCode.ShouldBe(exitCode, string.Join('\n', run.Errors));
        run.Output.ShouldBeEmpty();
        return run.Errors.ShouldHaveSingleItem();
    }

    /// <summary>Waits for the mail that comes <paramref name="number"/>-th, from 1, and gives it with its headers and its text, decoded.</summary>
    public async Task<(ArrivedMessage Message, string Source)> MailAsync(Func<ArrivedMessage, bool> wanted, int number = 1)
    {
        var mailboxes = _deployment.Tenant!.Mailboxes;
        var found = await mailboxes.WaitForAsync(arrived => arrived.Count(wanted) >= number, Cancellation);
        var message = found.Where(wanted).ElementAt(number - 1);
        mailboxes.TrySource(message.Number, out var source).ShouldBeTrue();
        using var stream = new MemoryStream(source!);
        using var mail = await MimeMessage.LoadAsync(stream, Cancellation);
        return (message, $"{string.Join('\n', mail.Headers.Select(header => $"{header.Field}: {header.Value}"))}\n\n{mail.TextBody?.ReplaceLineEndings("\n")}");
    }

    /// <summary>Looks for <paramref name="secrets"/> in all that was printed and all that the nodes keep: journals, logs, keys.</summary>
    public async Task KeepsNoneAsync(IReadOnlyCollection<string> secrets)
    {
        var said = new List<string>(_printed);
        foreach (var file in _directory.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => !file.FullName.StartsWith(In("tenant"), StringComparison.Ordinal) && !_typed.Contains(file.FullName)))
        {
            await using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            said.Add(await reader.ReadToEndAsync(Cancellation));
        }
        said.Count.ShouldBeGreaterThan(15);
        foreach (var secret in secrets) said.ShouldAllBe(text => !text.Contains(secret, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _administration.DisposeAsync();
        await _deployment.DisposeAsync();
        _patience.Dispose();
        _directory.Delete(recursive: true);
    }
}
