using Microsoft.Extensions.Hosting;

namespace IseMail.Cluster.Hosting;

/// <summary>Leaves signals of the process to the program that a web server is a part of.</summary>
public sealed class ForeignLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
