using System.Net;
using IseMail.Cluster.Control;
using IseMail.Domain.Notices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IseMail.Cluster.Hosting;

/// <summary>
/// Tells over HTTP how the nodes of this process are: <c>/health</c> answers 200 while they start and while one of them lives,
/// <c>/ready</c> while each lacks nothing, <c>/status</c> counts their mail. Nothing secret and no address of a person is in an answer.
/// </summary>
public sealed class NodeHealth : IAsyncDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    private readonly WebApplication _web;
    private readonly Func<IReadOnlyCollection<NodeControl>?> _hosts;

    private NodeHealth(WebApplication web, Func<IReadOnlyCollection<NodeControl>?> hosts)
    {
        _web = web;
        _hosts = hosts;
        web.MapGet("/health", (RequestDelegate)HealthAsync);
        web.MapGet("/ready", (RequestDelegate)ReadyAsync);
        web.MapGet("/status", (RequestDelegate)StatusAsync);
    }

    /// <summary>Where it answers.</summary>
    public Uri Address => new(_web.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    /// <summary>Starts to listen.</summary>
    /// <param name="hosts">The nodes that run in this process; <c>null</c>: none has been started yet.</param>
    /// <param name="address">IP address to bind.</param>
    /// <param name="port">Port to bind; 0: any free port.</param>
    /// <param name="extension">What else answers there; <c>null</c>: nothing.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<NodeHealth> StartAsync(
        Func<IReadOnlyCollection<NodeControl>?> hosts, string address, int port, HealthExtension? extension, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, ForeignLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(address), port);
        });
        extension?.Services(builder.Services);
        var web = builder.Build();
        try
        {
            var health = new NodeHealth(web, hosts);
            extension?.Endpoints(web);
            await web.StartAsync(cancellationToken);
            return health;
        }
        catch
        {
            await web.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops to listen.</summary>
    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private async Task HealthAsync(HttpContext context)
    {
        var hosts = _hosts();
        var alive = hosts is null || (await Task.WhenAll(hosts.Select(host => host.MembershipAsync(AnswerWithin, context.RequestAborted)))).Any(membership => membership is not null);
        context.Response.StatusCode = alive ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsJsonAsync(new { status = hosts is null ? "starting" : alive ? "alive" : "no node lives" }, context.RequestAborted);
    }

    private async Task ReadyAsync(HttpContext context)
    {
        var nodes = await Task.WhenAll((_hosts() ?? []).Select(host => host.ReadinessAsync(AnswerWithin, context.RequestAborted)));
        var ready = nodes.Length > 0 && Array.TrueForAll(nodes, node => node.IsReady);
        context.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsJsonAsync(
            new
            {
                status = ready ? "ready" : "not ready",
                nodes = nodes.Select(node => new { node = node.Node.Value, up = node.Up, journal = node.Journal, sender = node.Sender, lack = node.Lack }),
            },
            context.RequestAborted);
    }

    private async Task StatusAsync(HttpContext context)
    {
        var nodes = await Task.WhenAll((_hosts() ?? []).Select(host => StatusAsync(host, context.RequestAborted)));
        await context.Response.WriteAsJsonAsync(nodes is [var only] ? only : new { nodes }, context.RequestAborted);
    }

    private static async Task<object> StatusAsync(NodeControl host, CancellationToken cancellationToken)
    {
        var count = await host.CountAsync(AnswerWithin, cancellationToken);
        var membership = await host.MembershipAsync(AnswerWithin, cancellationToken);
        return new
        {
            node = host.Name.Value,
            membersUp = membership?.MembersUp ?? 0,
            outbox = count?.ByPurpose.OrderBy(entry => entry.Key).ToDictionary(entry => entry.Key.Key(), entry => entry.Value),
        };
    }
}

/// <summary>What else answers beside a node's health.</summary>
/// <param name="Services">Adds what it needs.</param>
/// <param name="Endpoints">Adds where it answers.</param>
public sealed record HealthExtension(Action<IServiceCollection> Services, Action<WebApplication> Endpoints);
