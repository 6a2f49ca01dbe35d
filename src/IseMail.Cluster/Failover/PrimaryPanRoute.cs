using Akka.Actor;
using IseMail.Domain.Deployments;
using ClusterExtension = Akka.Cluster.Cluster;

namespace IseMail.Cluster.Failover;

/// <summary>
/// The way from any node to what only the primary PAN has. Every PAN is told; whichever has it answers. While none has,
/// nobody does, and whoever asked asks again.
/// </summary>
internal sealed class PrimaryPanRoute : ReceiveActor
{
    public PrimaryPanRoute(string child)
    {
        var cluster = ClusterExtension.Get(Context.System);
        ReceiveAny(message =>
        {
            foreach (var member in cluster.State.Members)
            {
                if (member.HasRole(Persona.Pan.Role()) && !cluster.State.Unreachable.Contains(member))
                    Context.ActorSelection(new RootActorPath(member.Address) / "user" / PanActor.ActorName / child).Tell(message, Sender);
            }
        });
    }

    /// <param name="child">A child of <see cref="PanActor"/>.</param>
    public static Props Props(string child) => Akka.Actor.Props.Create(() => new PrimaryPanRoute(child));
}
