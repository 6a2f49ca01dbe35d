using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Topologies;

namespace IseMail.Scenarios.Containers;

/// <summary>What a topology's containers are given of this machine: files that it names, and environment variables.</summary>
/// <param name="Files">A file of this machine and where the container has it.</param>
/// <param name="Variables">Environment variables that are handed on.</param>
public sealed record ContainerMounts(ImmutableArray<(string Host, string Container)> Files, ImmutableArray<string> Variables)
{
    /// <summary>Compares what the same file says here and in the container, where relative paths begin elsewhere.</summary>
    /// <param name="here">The topology as it is read on this machine.</param>
    /// <param name="inside">The topology as it is read in a container.</param>
    public static ContainerMounts Of(Topology here, Topology inside) => new(
        [
            .. NamedFiles.Of(here).Zip(NamedFiles.Of(inside), (host, container) => (Host: host, Container: container))
                .Where(file => here.EmbeddedTenant is null || !file.Container.StartsWith(ContainerTopology.Published + "/", StringComparison.Ordinal))
                .Distinct(),
        ],
        [
            .. TopologySecrets.Of(inside).Where(secret => secret.Source is SecretSource.Environment && secret.Path != "storage.postgresql.connectionString")
                .Select(secret => ((SecretSource.Environment)secret.Source).Variable).Distinct(StringComparer.Ordinal),
        ]);
}
