using System.Collections.Immutable;
using Akka.Actor;
using Akka.Remote;
using Akka.Remote.Transport;
using IseMail.Domain.Deployments;

namespace IseMail.Cluster.Links;

/// <summary>
/// Breaks a node's links to other nodes: Akka's throttle and failure injection transports, which stand between Akka's
/// messages and the sockets. What is cut this way is cut for the cluster; storage and tenant are reached as before.
/// </summary>
/// <param name="system">The node's actor system, whose transport has the adapters.</param>
internal sealed class NodeLinks(ActorSystem system)
{
    /// <summary>The adapters' names in Akka's settings.</summary>
    public const string Adapters = """["gremlin", "trttl"]""";

    // A link that is slow lets a message of a cluster's chatter through at once when it has been quiet.
    private const int Burst = 4096;

    private ImmutableDictionary<NodeAddress, LinkState> _broken = ImmutableDictionary<NodeAddress, LinkState>.Empty;

    /// <summary>Makes the links as <paramref name="wanted"/> says.</summary>
    public async Task<LinksSet> SetAsync(SetLinks wanted)
    {
        var transport = Provider.Transport;
        var links = wanted.Links.ToImmutableDictionary(link => link.Peer);
        foreach (var (peer, link) in links.Concat(_broken.Where(entry => !links.ContainsKey(entry.Key)).Select(entry => KeyValuePair.Create(entry.Key, new LinkState(entry.Key, LinkQuality.Whole, LinkQuality.Whole)))))
        {
            var address = Address(peer);
            if (!await transport.ManagementCommand(new SetThrottle(address, ThrottleTransportAdapter.Direction.Send, Throttle(link.Sends)))
                || !await transport.ManagementCommand(new SetThrottle(address, ThrottleTransportAdapter.Direction.Receive, Throttle(link.Receives)))
                || !await transport.ManagementCommand(new FailureInjectorTransportAdapter.One(address, Injury(link))))
            {
                return new LinksSet("the node's links were not made to be broken");
            }
        }
        _broken = links;
        return new LinksSet(null);
    }

    private IRemoteActorRefProvider Provider => (IRemoteActorRefProvider)((ExtendedActorSystem)system).Provider;

    private Address Address(NodeAddress peer) => Provider.DefaultAddress.WithHost(peer.Host).WithPort(peer.Port);

    private static ThrottleMode Throttle(LinkQuality quality) => quality.BytesPerSecond switch
    {
        null => Unthrottled.Instance,
        0 => Blackhole.Instance,
        { } rate => new Akka.Remote.Transport.TokenBucket(Math.Max(Burst, rate), rate, 0, 0),
    };

    private static FailureInjectorTransportAdapter.IGremlinMode Injury(LinkState link) => link is { Sends.Loss: 0, Receives.Loss: 0 }
        ? FailureInjectorTransportAdapter.PassThru.Instance
        : new FailureInjectorTransportAdapter.Drop(link.Sends.Loss, link.Receives.Loss);
}
