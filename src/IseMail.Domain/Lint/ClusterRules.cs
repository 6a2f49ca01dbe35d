using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using static IseMail.Domain.Lint.LintSeverity;

namespace IseMail.Domain.Lint;

/// <summary>ISE801 and on: how the nodes are run here.</summary>
internal static class ClusterRules
{
    private static readonly LintRule FilesOnSeveralHosts = new(
        "ISE801", Warning, "journals in files, and nodes on several hosts",
        "The duties and the shared sender move between nodes and read their journal where they arrive: a file on the host that died is not there. What was delivered is then not remembered.",
        "Use 'storage: { postgresql: … }'.", Sources.Topology,
        design => design.Topology.Storage is StorageSettings.Sqlite && design.Topology.Hosts.Count > 1 ? [("storage", $"SQLite files, and nodes on {design.Topology.Hosts.Count} hosts")] : []);

    private static readonly LintRule AdmitsAnybody = new(
        "ISE802", Note, "PSNs that the topology does not name may join",
        "Mail that waits in the outbox of such a PSN when it is taken away stays in the database: nobody comes back under its name.",
        "Set 'cluster.admitPolicyServiceNodes: false' where PSNs are not added and taken away at will.", Sources.Containers,
        design => design.Topology.Cluster.AdmitPolicyServiceNodes ? [("cluster.admitPolicyServiceNodes", "any host that reaches the cluster may be a PSN")] : []);

    private static readonly LintRule OpenToAll = new(
        "ISE803", Warning, "the cluster listens on every interface",
        "Cluster messages are neither encrypted nor authenticated here: whoever reaches the port can join and read mail.",
        "Set 'cluster.bind' to the address of an internal network, or keep the port inside a network of containers.", Sources.AkkaSecurity,
        design => IsAny(design.Topology.Cluster.Bind) ? [("cluster.bind", $"it binds {design.Topology.Cluster.Bind}")] : []);

    private static readonly LintRule Unreachable = new(
        "ISE804", Error, "nodes on several hosts that listen on their own host only",
        "No node reaches another: each of them stays alone, and none is up.",
        "Set 'cluster.bind' to an address that the other hosts reach.", Sources.Topology,
        design => design.Topology.Hosts.Count > 1 && IsLoopback(design.Topology.Cluster.Bind)
            ? [("cluster.bind", $"it binds {design.Topology.Cluster.Bind}, and nodes are on {design.Topology.Hosts.Count} hosts")]
            : []);

    private static readonly LintRule SomeWithoutAddress = new(
        "ISE805", Warning, "some nodes have an address and others have none",
        "A node without an address runs only together with all others in one process; 'isemail node' refuses it.",
        "Give every node an address, or none.", Sources.Topology,
        design => design.Nodes.All(one => one.Node.Address is null) ? [] : design.Nodes.Where(one => one.Node.Address is null).Select(one => ($"{one.Path}.address", $"'{one.Node.Name}' has none")));

    private static readonly LintRule SameAddress = new(
        "ISE806", Error, "two nodes at one address",
        "Only one of them can listen there.",
        "Give each node an address of its own; '{name}' in it stands for the node's name.", Sources.Topology,
        design => design.Nodes.Where(one => one.Node.Address is not null).GroupBy(one => one.Node.Address).Where(same => same.Count() > 1)
            .Select(same => ($"{same.ElementAt(1).Path}.address", $"'{same.ElementAt(1).Node.Name}' and '{same.First().Node.Name}' are both at {same.Key}")));

    private static readonly LintRule TenantOpenToAll = new(
        "ISE807", Note, "the embedded tenant listens on every interface",
        "Its mailboxes can be read by whoever reaches its port, credentials of guests among them.",
        "Set 'tenant.listen.address' to 127.0.0.1 where the nodes run on the same host.", Sources.Containers,
        design => design.Topology.EmbeddedTenant is { } tenant && IsAny(tenant.Listen.Address) ? [("tenant.listen.address", $"it binds {tenant.Listen.Address}")] : []);

    public static ImmutableArray<LintRule> All { get; } = [FilesOnSeveralHosts, AdmitsAnybody, OpenToAll, Unreachable, SomeWithoutAddress, SameAddress, TenantOpenToAll];

    private static bool IsAny(string address) => address is "0.0.0.0" or "::" or "::0";

    private static bool IsLoopback(string address) => address is "::1" || address.StartsWith("127.", StringComparison.Ordinal);
}
