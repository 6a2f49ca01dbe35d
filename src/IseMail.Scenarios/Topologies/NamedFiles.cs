using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;

namespace IseMail.Scenarios.Topologies;

/// <summary>The files that a topology names: secrets, trusted authorities, templates of texts.</summary>
internal static class NamedFiles
{
    /// <summary>Their paths, in an order that is the same for the same topology wherever it is read.</summary>
    public static IEnumerable<string> Of(Topology topology) =>
        TopologySecrets.Of(topology).Select(secret => secret.Source).OfType<SecretSource.File>().Select(file => file.Path)
            .Concat(topology.Mail.Trusted.Select(file => file.Path))
            .Concat(topology.Notices.Templates.Values);
}
