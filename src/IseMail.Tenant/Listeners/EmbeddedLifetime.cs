using Microsoft.Extensions.Hosting;

namespace IseMail.Tenant.Listeners;

/// <summary>Leaves signals of the process to the program the tenant is embedded in.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
