using IseMail.Cluster.Hosting;
using IseMail.Tenant.Administration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IseMail.Scenarios.Administration;

/// <summary>
/// Where an administration listens: on this machine only unless it is told otherwise, for whoever shows the token that lies in its directory or the
/// one that was given at its start. What it answers is described at <c>/openapi/v1.json</c>.
/// </summary>
public sealed class AdministrationWeb : IAsyncDisposable
{
    private const int LargestBody = 4 << 20;

    private readonly WebApplication _web;
    private readonly AdministrationKey _key;
    private readonly string _directory;
    private readonly AdministrationExtension? _extension;

    private AdministrationWeb(AdministrationListener listener, DirectoryInfo directory, Action<IEndpointRouteBuilder> map, AdministrationExtension? extension)
    {
        _key = new AdministrationKey(listener.Token);
        _directory = directory.FullName;
        _extension = extension;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, ForeignLifetime>();
        builder.Services.AddOpenApi();
        extension?.Services(builder.Services);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Listen(listener.EndPoint);
        });
        _web = builder.Build();
        _web.Use(AdmitAsync);
        map(_web);
        extension?.Map(_web);
        _web.MapOpenApi();
    }

    /// <summary>Where it answers on this machine.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Starts to listen and writes address and token into <paramref name="directory"/>.</summary>
    /// <param name="listener">Where it listens.</param>
    /// <param name="directory">Its directory; made when missing.</param>
    /// <param name="map">Adds what answers.</param>
    /// <param name="extension">What else answers there; <c>null</c>: nothing.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="IOException">It cannot listen, or the file cannot be written.</exception>
    /// <exception cref="ArgumentException">The listener would be open to others without a token.</exception>
    public static async Task<AdministrationWeb> StartAsync(
        AdministrationListener listener, DirectoryInfo directory, Action<IEndpointRouteBuilder> map, AdministrationExtension? extension, CancellationToken cancellationToken)
    {
        if (listener.Check() is { } problem) throw new ArgumentException(problem.ToString(), nameof(listener));
        directory.Create();
        var web = new AdministrationWeb(listener, directory, map, extension);
        try
        {
            await web._web.StartAsync(cancellationToken);
            var bound = new Uri(web._web.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
            web.Address = listener.OnThisMachine(bound.Port);
            web._key.Publish(web._directory, web.Address);
            return web;
        }
        catch
        {
            await web.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a token is one that opens it.</summary>
    public bool Knows(string token) => _key.Knows(token);

    /// <summary>Stops to listen.</summary>
    public async ValueTask DisposeAsync()
    {
        _key.Withdraw(_directory);
        if (_extension is not null) await _extension.Ending();
        await _web.DisposeAsync();
    }

    private Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is not null || _key.Allows(context) || _extension?.Admits(context) == true) return next(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }
}
