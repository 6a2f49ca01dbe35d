using System.Collections.Immutable;
using IseMail.Cluster.Certificates;
using IseMail.Cluster.Hosting;
using IseMail.Cluster.Logging;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Texts;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Live;
using Serilog.Core;

namespace IseMail.Scenarios.Isolation;

/// <summary>Makes the nodes of a deployment: what each needs of storage, keys, logs and the way to the tenant.</summary>
/// <param name="topology">The deployment.</param>
/// <param name="settings">What the topology says of the settings.</param>
/// <param name="surroundings">What is added to each node's path: where the embedded tenant answers.</param>
/// <param name="embeddedSecret">The embedded tenant's client secret; <c>null</c>: there is none.</param>
/// <param name="options">Where and how.</param>
public sealed class NodeFactory(Topology topology, SystemSettings settings, NodePath surroundings, string? embeddedSecret, LiveOptions options) : IDisposable
{
    // Made once for all nodes that start at the same time; a start that is given up leaves it to the others.
    private readonly Lazy<Task<TextSeal>> _seal = new(() => TextSeal.SharedInAsync(new DirectoryInfo(Path.Combine(options.Directory.FullName, "keys")), CancellationToken.None));
    private readonly Lazy<Task<ClusterName>> _cluster = new(() => ClusterName.SharedInAsync(new DirectoryInfo(Path.Combine(options.Directory.FullName, "keys")), CancellationToken.None));
    private readonly Lazy<Task<LiquidTexts>> _texts = new(() => LiquidTexts.ReadAsync(topology.Notices.Templates, CancellationToken.None));
    private ImmutableList<Logger> _logs = [];
    private ImmutableList<NodeCertificate> _certificates = [];

    /// <summary>Where they keep their journals.</summary>
    public DeploymentStorage Storage { get; } = new(
        topology.Storage, options.Directory,
        topology.Failover.WaitingMail == Domain.Failover.WaitingMail.Adopted ? topology.Deployment.With(Persona.Psn).Select(node => node.Name) : null);

    /// <summary>The deployment's key to mail texts and secrets.</summary>
    public Task<TextSeal> SealAsync(CancellationToken cancellationToken) => _seal.Value.WaitAsync(cancellationToken);

    /// <summary>Starts <paramref name="node"/>; it has joined nothing yet.</summary>
    /// <exception cref="PortInUseException">Its cluster port is taken.</exception>
    /// <exception cref="IOException">Its storage cannot be used, or a secret cannot be read.</exception>
    public async Task<NodeHost> StartAsync(IseNode node, ClusterListener listener, CancellationToken cancellationToken)
    {
        var levels = new DebugLevels();
        var log = NodeLogs.For(node.Name, new NodeLogOptions(Path.Combine(options.Directory.FullName, "logs"), options.Console), levels);
        ImmutableInterlocked.Update(ref _logs, logs => logs.Add(log));
        var storage = await Storage.OfAsync(node.Name, log, cancellationToken);
        var seal = await _seal.Value.WaitAsync(cancellationToken);
        return NodeHost.Start(new NodeSpecification
        {
            Topology = topology,
            Cluster = await _cluster.Value.WaitAsync(cancellationToken),
            Node = node,
            Listener = listener,
            Certificate = topology.Cluster.Tls == ClusterTls.Mutual ? await CertificateAsync(node, listener, cancellationToken) : null,
            Storage = storage,
            Settings = settings,
            Surroundings = surroundings,
            ReadSecret = SecretReader.With(embeddedSecret, seal),
            Seal = seal,
            Texts = await _texts.Value.WaitAsync(cancellationToken),
            Log = log,
            Levels = levels,
            Clock = options.Clock,
            Seed = options.Seed,
            RunsWorkload = options.RunsWorkload,
            BreakableLinks = options.BreakableLinks,
        });
    }

    /// <summary>Closes the logs and forgets the nodes' private keys.</summary>
    public void Dispose()
    {
        foreach (var certificate in _certificates) certificate.Dispose();
        foreach (var log in _logs) log.Dispose();
    }

    private async Task<NodeCertificate> CertificateAsync(IseNode node, ClusterListener listener, CancellationToken cancellationToken)
    {
        using var authority = await NodeAuthority.SharedInAsync(new DirectoryInfo(Path.Combine(options.Directory.FullName, "keys")), options.Clock, cancellationToken);
        var certificate = authority.Issue(node.Name, [node.Name.Value, listener.Host, listener.Bind]);
        ImmutableInterlocked.Update(ref _certificates, certificates => certificates.Add(certificate));
        return certificate;
    }
}
