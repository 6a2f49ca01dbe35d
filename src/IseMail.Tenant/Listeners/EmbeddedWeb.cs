using System.Net;
using System.Security.Cryptography.X509Certificates;
using IseMail.Tenant.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace IseMail.Tenant.Listeners;

/// <summary>
/// An HTTP server inside whatever program embeds the tenant. It reads neither files nor environment, so that what the
/// program itself is told by <c>ASPNETCORE_…</c> or <c>appsettings.json</c> does not move it.
/// </summary>
internal sealed class EmbeddedWeb : IAsyncDisposable
{
    /// <summary>Most connections at once; a client beyond is closed without an answer.</summary>
    private const int Connections = 1000;

    private readonly WebApplication _web;

    private EmbeddedWeb(WebApplication web) => _web = web;

    /// <summary>The port it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>Starts to listen.</summary>
    /// <param name="portKey">The topology's key of its port, for the words of a failure.</param>
    /// <param name="address">IP address to bind.</param>
    /// <param name="port">Port to bind; 0: any free one.</param>
    /// <param name="certificate">For HTTPS; <c>null</c>: plain HTTP.</param>
    /// <param name="largestBody">Largest request body in octets.</param>
    /// <param name="map">Adds what answers.</param>
    /// <param name="log">Hears of answers that failed.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <param name="faults">What happens to connections with HTTPS; <c>null</c>: nothing.</param>
    /// <exception cref="ListenerException">It cannot listen there.</exception>
    public static async Task<EmbeddedWeb> StartAsync(
        string portKey,
        string address,
        int port,
        X509Certificate2? certificate,
        long largestBody,
        Action<WebApplication> map,
        ILogger log,
        CancellationToken cancellationToken,
        ConnectionFaults? faults = null)
    {
        var web = new EmbeddedWeb(Build(address, port, certificate, largestBody, faults));
        try
        {
            web._web.Use((context, next) => AnswerAsync(context, next, log));
            map(web._web);
            await web._web.StartAsync(cancellationToken);
            var addresses = web._web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            web.Port = new Uri(addresses.Single()).Port;
            return web;
        }
        catch (Exception exception)
        {
            await web.DisposeAsync();
            if (ListenerException.FaultOf(exception) is { } fault) throw new ListenerException(portKey, address, port, fault, exception);
            throw;
        }
    }

    /// <summary>Stops to listen and ends every connection.</summary>
    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private static WebApplication Build(string address, int port, X509Certificate2? certificate, long largestBody, ConnectionFaults? faults)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = largestBody;
            kestrel.Limits.MaxConcurrentConnections = Connections;
            kestrel.Listen(IPAddress.Parse(address), port, listen =>
            {
                if (certificate is not null && faults is not null) faults.Listen(listen, certificate);
                else if (certificate is not null) listen.UseHttps(certificate);
            });
        });
        return builder.Build();
    }

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next, ILogger log)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (exception is not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
        {
            // The path alone: queries and bodies may hold addresses and secrets.
            log.Error(exception, "No answer to {Method} {Path}", context.Request.Method, context.Request.Path.Value);
            throw;
        }
    }
}
