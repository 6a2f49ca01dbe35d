using System.Net;
using IseMail.Domain.Notices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IseMail.Cluster.Hosting;

/// <summary>
/// Tells over HTTP how a node is: <c>/health</c> answers 200 while it is Up in the cluster and its outbox takes mail,
/// <c>/status</c> counts its mail. Nothing secret and no address of a person is in an answer.
/// </summary>
public sealed class NodeHealth : IAsyncDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    private readonly WebApplication _web;

    private NodeHealth(WebApplication web) => _web = web;

    /// <summary>Starts to listen.</summary>
    /// <param name="host">Whose health.</param>
    /// <param name="address">IP address to bind.</param>
    /// <param name="port">Port to bind.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<NodeHealth> StartAsync(NodeHost host, string address, int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, ForeignLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(address), port);
        });
        var web = builder.Build();
        web.MapGet("/health", (RequestDelegate)(context => HealthAsync(host, context)));
        web.MapGet("/status", (RequestDelegate)(context => StatusAsync(host, context)));
        try
        {
            await web.StartAsync(cancellationToken);
            return new NodeHealth(web);
        }
        catch
        {
            await web.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops to listen.</summary>
    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private static async Task HealthAsync(NodeHost host, HttpContext context)
    {
        var healthy = host.IsUp && await host.CountAsync(AnswerWithin, context.RequestAborted) is not null;
        context.Response.StatusCode = healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsJsonAsync(new { status = healthy ? "ready" : host.IsUp ? "outbox restarting" : "not up" }, context.RequestAborted);
    }

    private static async Task StatusAsync(NodeHost host, HttpContext context)
    {
        var count = await host.CountAsync(AnswerWithin, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new
            {
                node = host.Name.Value,
                membersUp = host.MembersUp(),
                outbox = count?.ByPurpose.OrderBy(entry => entry.Key).ToDictionary(entry => entry.Key.Key(), entry => entry.Value),
            },
            context.RequestAborted);
    }

    /// <summary>Leaves signals of the process to the program the node runs in.</summary>
    private sealed class ForeignLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
