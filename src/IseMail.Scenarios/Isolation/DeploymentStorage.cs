using IseMail.Cluster.Sending;
using IseMail.Cluster.Hosting;
using IseMail.Cluster.Storage;
using IseMail.Domain.Deployments;
using Serilog;
using Serilog.Core;

namespace IseMail.Scenarios.Isolation;

/// <summary>Where a deployment keeps its journals, from outside its nodes.</summary>
/// <param name="settings">Where.</param>
/// <param name="directory">The deployment's directory.</param>
/// <param name="adopted">Nodes whose outboxes others take in hand; <c>null</c>: none.</param>
public sealed class DeploymentStorage(StorageSettings settings, DirectoryInfo directory, IEnumerable<NodeName>? adopted = null)
{
    private static readonly TimeSpan DatabaseWithin = TimeSpan.FromSeconds(60);

    /// <summary>The storage of one node.</summary>
    /// <exception cref="IOException">It cannot be used.</exception>
    public async Task<NodeStorage> OfAsync(NodeName node, ILogger log, CancellationToken cancellationToken) => settings switch
    {
        StorageSettings.Sqlite sqlite => NodeStorage.Sqlite(Folder(sqlite), node, adopted?.Where(other => other != node)),
        StorageSettings.PostgreSql postgreSql => await NodeStorage.PostgreSqlAsync(await ConnectionAsync(postgreSql, cancellationToken), cancellationToken, DatabaseWithin, log),
        _ => throw new InvalidOperationException("no such storage"),
    };

    /// <summary>What a node and the deployment have journalled, to be read without them.</summary>
    /// <exception cref="IOException">It cannot be used.</exception>
    public async Task<JournalReader> ReadAsync(NodeName node, CancellationToken cancellationToken) => JournalReader.Open(await OfAsync(node, Logger.None, cancellationToken));

    /// <summary>Takes away what a node that does not run had on its disk.</summary>
    /// <exception cref="IOException">It cannot be taken away.</exception>
    public async Task ForgetAsync(NodeName node, CancellationToken cancellationToken)
    {
        switch (settings)
        {
            case StorageSettings.Sqlite sqlite:
                NodeStorage.ForgetSqlite(Folder(sqlite), node);
                break;
            case StorageSettings.PostgreSql postgreSql:
                await NodeStorage.ForgetPostgreSqlAsync(await ConnectionAsync(postgreSql, cancellationToken), node, cancellationToken);
                break;
        }
    }

    /// <summary>Stops the database until what is returned is disposed of.</summary>
    /// <exception cref="IOException">It cannot be stopped.</exception>
    public async Task<DatabaseOutage> StopAsync(CancellationToken cancellationToken) => settings switch
    {
        StorageSettings.Sqlite sqlite => await DatabaseOutage.OfSqliteAsync(Folder(sqlite), cancellationToken),
        StorageSettings.PostgreSql postgreSql => await DatabaseOutage.OfPostgreSqlAsync(await ConnectionAsync(postgreSql, cancellationToken), cancellationToken),
        _ => throw new InvalidOperationException("no such storage"),
    };

    private DirectoryInfo Folder(StorageSettings.Sqlite sqlite) => new(sqlite.Directory ?? Path.Combine(directory.FullName, "data"));

    private static async Task<string> ConnectionAsync(StorageSettings.PostgreSql settings, CancellationToken cancellationToken) => await SecretReader.With(null)(settings.ConnectionString, cancellationToken);
}
