using System.Net.Http.Headers;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Administration;
using IseMail.Scenarios.Live;
using IseMail.Tenant.Administration;
using IseMail.WebConsole;
using IseMail.WebConsole.Live;
using IseMail.WebConsole.Tenant;

namespace IseMail.Benchmarks.WebConsole;

/// <summary>A console beside a deployment, as <c>isemail up</c> has one.</summary>
internal sealed class ShownConsole : IAsyncDisposable
{
    private readonly TenantClient _tenant;
    private readonly ConsoleSite _site;
    private readonly AdministrationWeb _web;
    private readonly string _directory;

    private ShownConsole(TenantClient tenant, ConsoleSite site, AdministrationWeb web, string directory)
    {
        _tenant = tenant;
        _site = site;
        _web = web;
        _directory = directory;
    }

    /// <summary>The address with its key.</summary>
    public string Opening => _site.Sessions.Told(_web.Address, false)["console: ".Length..];

    /// <summary>Starts one.</summary>
    /// <param name="topology">What is shown.</param>
    /// <param name="deployment">The same, running.</param>
    /// <param name="data">The deployment's directory.</param>
    /// <param name="name">The console's own directory below it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ShownConsole> StartAsync(Topology topology, LiveDeployment deployment, DirectoryInfo data, string name, CancellationToken cancellationToken)
    {
        var tenant = new TenantClient(Path.Combine(data.FullName, "tenant"), TimeProvider.System);
        var subject = new ConsoleSubject(
            topology, "large.yaml", () => new NodesToAsk([.. deployment.Answering.Select(node => node.Control)], deployment.Paused), cancellation => deployment.LedgerAsync(cancellation), await deployment.SealAsync(cancellationToken))
        {
            Tenant = tenant,
        };
        var site = new ConsoleSite(subject, null, static _ => false, TimeProvider.System);
        var own = new DirectoryInfo(Path.Combine(data.FullName, name));
        return new ShownConsole(tenant, site, await AdministrationWeb.StartAsync(AdministrationListener.Local, own, static _ => { }, site.Extension, cancellationToken), own.FullName);
    }

    /// <summary>Follows it as a browser does, over HTTP, until it is cancelled; what a browser does with what it is told is the browser's own.</summary>
    public async Task FollowAsync(Action<string> told, CancellationToken cancellationToken)
    {
        var file = AdministrationFile.Read(_directory)!;
        using var client = new HttpClient { BaseAddress = file.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", file.Token);
        try
        {
            using var reader = new StreamReader(await client.GetStreamAsync("/live/feed", cancellationToken));
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line.StartsWith("data:", StringComparison.Ordinal)) told(line["data:".Length..]);
            }
        }
        catch (OperationCanceledException)
        {
            // The turn is over.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await _site.DisposeAsync();
        _tenant.Dispose();
    }
}
