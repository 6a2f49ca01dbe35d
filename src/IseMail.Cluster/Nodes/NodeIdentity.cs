using Akka.Actor;
using Akka.Cluster;
using IseMail.Domain.Deployments;
using ClusterExtension = Akka.Cluster.Cluster;

namespace IseMail.Cluster.Nodes;

/// <summary>To a node: say who you are. Answered with <see cref="NodeNamed"/>.</summary>
public sealed record AskName;

/// <summary>A node is the member of that incarnation.</summary>
/// <param name="Uid">What tells this start of its actor system from others at the same address.</param>
/// <param name="Name">Its name in the deployment.</param>
public sealed record NodeNamed(int Uid, NodeName Name);

/// <summary>
/// Says to which node of the deployment a member of the cluster belongs. A role for each node would say it as well, but
/// with every change of membership Akka looks for the leader of each role among all members: for 54 nodes that was a fifth
/// of the work of coming up.
/// </summary>
internal sealed class NodeIdentity : ReceiveActor
{
    /// <summary>Its name among a node's actors, by which others find it.</summary>
    public const string ActorName = "identity";

    /// <summary>See <see cref="Props"/>.</summary>
    public NodeIdentity(NodeName name)
    {
        var named = new NodeNamed(ClusterExtension.Get(Context.System).SelfUniqueAddress.Uid, name);
        Receive<AskName>(_ => Sender.Tell(named));
    }

    /// <summary>The identity of a node.</summary>
    public static Props Props(NodeName name) => Akka.Actor.Props.Create(() => new NodeIdentity(name));

    /// <summary>Asks a member, which answers <paramref name="asker"/>.</summary>
    public static void Ask(IActorContext context, Member member, IActorRef asker) =>
        context.ActorSelection(new RootActorPath(member.Address) / "user" / ActorName).Tell(new AskName(), asker);
}
