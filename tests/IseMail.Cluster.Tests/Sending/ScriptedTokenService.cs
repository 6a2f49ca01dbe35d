using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IseMail.Cluster.Tests.Sending;

/// <summary>A token service on a real HTTPS socket that answers as a test tells it to.</summary>
public sealed class ScriptedTokenService : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ScriptedTokenService(WebApplication application) => _application = application;

    /// <summary>The forms that were posted, in their order.</summary>
    public ConcurrentQueue<Dictionary<string, string>> Requests { get; } = new();

    public Uri Authority { get; private set; } = new("https://localhost/");

    /// <param name="certificate">Its certificate.</param>
    /// <param name="answer">(number of the request, the form, the exchange) → writes the answer; null: issues <c>token-{number}</c>.</param>
    public static async Task<ScriptedTokenService> StartAsync(
        X509Certificate2 certificate, Func<int, IReadOnlyDictionary<string, string>, HttpContext, Task<bool>>? answer = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var service = new ScriptedTokenService(builder.Build());
        var count = 0;
        service._application.MapPost("/{tenant}/oauth2/v2.0/token", async (HttpContext http) =>
        {
            var form = (await http.Request.ReadFormAsync()).ToDictionary(field => field.Key, field => field.Value.ToString());
            service.Requests.Enqueue(form);
            var number = Interlocked.Increment(ref count);
            if (answer is null || !await answer(number, form, http))
                await http.Response.WriteAsJsonAsync(new { token_type = "Bearer", expires_in = 3599, ext_expires_in = 3599, access_token = $"token-{number}" });
        });
        await service._application.StartAsync();
        var address = service._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        service.Authority = new Uri($"https://localhost:{new Uri(address).Port}/2ba9d3f5-0000-4000-8000-000000000001");
        return service;
    }

    public static Task<bool> Refuse(HttpContext http, int status, string error, string description)
    {
        http.Response.StatusCode = status;
        return Answered(http.Response.WriteAsJsonAsync(new { error, error_description = description, error_codes = new[] { 0 } }));
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(new CancellationToken(true));
        await _application.DisposeAsync();
    }

    private static async Task<bool> Answered(Task writing)
    {
        await writing;
        return true;
    }
}
