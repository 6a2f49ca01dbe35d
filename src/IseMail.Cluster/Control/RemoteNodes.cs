using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using IseMail.Cluster.Certificates;
using IseMail.Cluster.Hosting;
using IseMail.Cluster.Logging;
using IseMail.Domain.Deployments;

namespace IseMail.Cluster.Control;

/// <summary>
/// The way to nodes of a deployment that run elsewhere, for a program that is no node itself: it is no member of their cluster, so it counts in no
/// majority and nobody waits for it.
/// </summary>
public sealed class RemoteNodes : IAsyncDisposable
{
    // An outbox says all it holds in one message.
    private const string LargestMessage = "16000000b";

    private readonly ActorSystem _system;
    private readonly ClusterName _cluster;
    private readonly ClusterTls _tls;

    private RemoteNodes(ActorSystem system, ClusterName cluster, ClusterTls tls)
    {
        _system = system;
        _cluster = cluster;
        _tls = tls;
    }

    /// <summary>Opens the way.</summary>
    /// <param name="cluster">The deployment's.</param>
    /// <param name="listener">Where answers come to.</param>
    /// <param name="certificate">What this program shows; <c>null</c>: the nodes want none.</param>
    /// <param name="log">Hears of connections that fail.</param>
    /// <exception cref="IOException">It cannot listen there.</exception>
    public static RemoteNodes Open(ClusterName cluster, ClusterListener listener, NodeCertificate? certificate, Serilog.ILogger log)
    {
        var settings = ConfigurationFactory.ParseString($$"""
            akka {
              loggers = ["{{typeof(AkkaLog).AssemblyQualifiedName}}"]
              actor.provider = remote
              remote {
                # A node that was away is asked again soon.
                retry-gate-closed-for = 1s
                dot-netty.tcp {
                  bind-hostname = "{{listener.Bind}}"
                  hostname = "{{listener.Bind}}"
                  public-hostname = "{{listener.Host}}"
                  port = {{listener.Port}}
                  enable-ssl = {{(certificate is null ? "false" : "true")}}
                  maximum-frame-size = {{LargestMessage}}
                }
              }
            }
            """).WithFallback(ActorSettings.Common);
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(settings), new AkkaLogSetup(log));
        try
        {
            return new RemoteNodes(ActorSystem.Create(cluster.Value, certificate is null ? setup : setup.And(certificate.Setup)), cluster, certificate is null ? ClusterTls.None : ClusterTls.Mutual);
        }
        catch (Exception fault) when (PortInUseException.Find(fault) is not null)
        {
            throw new PortInUseException(new NodeName("console"), listener, fault);
        }
    }

    /// <summary>A node that runs elsewhere, or will.</summary>
    /// <param name="node">Which.</param>
    /// <param name="address">Where it is reached.</param>
    public NodeControl At(IseNode node, NodeAddress address) =>
        new RemoteNode(node, _system.ActorSelection(new RootActorPath(ClusterFormation.AddressOf(_cluster, address.Host, address.Port, _tls)) / "user" / ControlGate.ActorName));

    /// <summary>The node that is reached there, by what it says of itself; <c>null</c>: nobody answers in time.</summary>
    /// <param name="address">Where.</param>
    /// <param name="within">How long an answer is waited for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<NodeControl?> FindAsync(NodeAddress address, TimeSpan within, CancellationToken cancellationToken)
    {
        var somebody = At(new IseNode(new NodeName("somebody"), [], []), address);
        return await somebody.AskAsync(NodePart.Membership, new TellNode(), within, cancellationToken) is NodeReport { Name: var name, Personas: var personas }
            ? At(new IseNode(name, [.. personas], [], address), address)
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _system.Terminate();

    private sealed class RemoteNode(IseNode node, ActorSelection gate) : NodeControl
    {
        public override IseNode Node => node;

        public override async Task<object?> AskAsync(NodePart part, object question, TimeSpan within, CancellationToken cancellationToken)
        {
            try
            {
                var line = ControlLine.Write(new ControlQuestion(0, part, ControlWire.ManifestOf(question), ControlWire.Write(question), within));
                return ControlLine.ReadAnswer((await gate.Ask<ControlLine>(new ControlLine(line), within, cancellationToken)).Text);
            }
            catch (AskTimeoutException)
            {
                return null;
            }
        }
    }
}
