using IseMail.Domain.Failover;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;

namespace IseMail.Domain.Deployments;

/// <summary>
/// Everything a topology file says: the deployment, its mail settings, the tenant behind it, where it keeps its data.
/// Whoever holds one holds something valid; reading the file is where it was checked.
/// </summary>
/// <param name="Deployment">Nodes and personas.</param>
/// <param name="Mail">Mail settings, the same on every node.</param>
/// <param name="EmbeddedTenant">The tenant the program brings itself, or <c>null</c> where mail goes to a server of somebody else's.</param>
/// <param name="Storage">Where outboxes are kept.</param>
/// <param name="Cluster">How nodes find and watch each other.</param>
/// <param name="Workload">Mail that arises by itself while the deployment stays up; <c>null</c>: none.</param>
public sealed record Topology(
    Deployment Deployment,
    MailSettings Mail,
    TenantSettings? EmbeddedTenant,
    StorageSettings Storage,
    ClusterSettings Cluster,
    WorkloadSettings? Workload = null)
{
    /// <summary>What is mailed and why: people, alarms, guests, texts.</summary>
    public NoticeSettings Notices { get; init; } = NoticeSettings.Default;

    /// <summary>How duties come to other nodes when a node fails.</summary>
    public FailoverSettings Failover { get; init; } = FailoverSettings.Default;

    /// <summary>The hosts its nodes are on; empty where nodes have no addresses and so share one.</summary>
    public IReadOnlySet<string> Hosts => Deployment.Nodes.Select(node => node.Address?.Host).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Which nodes go on when they lose each other. A lease is for two nodes only: with more, a majority decides alone, while a lease may come to a single node
    /// that asks before the many do. And it binds nobody in a file that only one of the hosts sees.
    /// </summary>
    public SurvivorRule Survivor => Deployment.Nodes.Length == 2 && (Storage is StorageSettings.PostgreSql || Hosts.Count <= 1) ? SurvivorRule.Lease : SurvivorRule.Majority;

    /// <summary>From the death of a node until what the cluster has only once acts elsewhere, at the most.</summary>
    public TimeSpan SingletonTakeover => Failover.SingletonTakeover(Deployment.Nodes.Length, Survivor);

    /// <summary>From whom notices come.</summary>
    public SenderAddresses Senders => new(Mail.AlarmSender, Mail.GuestSender, Notices.Guests.FromSponsor);
}

/// <summary>Where a deployment keeps what it must not lose.</summary>
public abstract record StorageSettings
{
    private StorageSettings() { }

    /// <summary>SQLite files in a directory, given by its absolute path; <c>null</c>: one the runner chooses.</summary>
    public sealed record Sqlite(string? Directory) : StorageSettings;

    /// <summary>A PostgreSQL database; the connection string is a secret, for it holds a password.</summary>
    public sealed record PostgreSql(SecretSource ConnectionString) : StorageSettings;
}

/// <summary>How the nodes form a cluster.</summary>
/// <param name="Bind">IP address the cluster listeners bind; loopback unless told otherwise.</param>
/// <param name="Port">Cluster port where each node has a host of its own.</param>
/// <param name="AdmitPolicyServiceNodes">Whether PSNs that the file does not name may join (scaled containers).</param>
public sealed record ClusterSettings(string Bind, int Port, bool AdmitPolicyServiceNodes)
{
    /// <summary>Loopback, Akka's usual port.</summary>
    public static ClusterSettings Default { get; } = new("127.0.0.1", 4053, false);

    /// <summary>What protects the connections between nodes.</summary>
    public ClusterTls Tls { get; init; } = ClusterTls.None;
}

/// <summary>What protects the connections between nodes.</summary>
public enum ClusterTls
{
    /// <summary>Nothing: whoever reaches a node's cluster port can join. For nodes that share a machine.</summary>
    None,

    /// <summary>TLS in which both sides show a certificate of the deployment's own authority; others are refused.</summary>
    Mutual,
}

/// <summary>
/// Mail that arises by itself while a deployment stays up: one of each purpose every so often. Causes, not mails: the
/// node whose duty it is makes the mail of them.
/// </summary>
/// <param name="Every">How often each purpose is caused.</param>
/// <param name="Recipients">Domain of the people who get the mail.</param>
public sealed record WorkloadSettings(TimeSpan Every, string Recipients);
