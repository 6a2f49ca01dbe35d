using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Clusters;

/// <summary>Is told what becomes of the cluster's members.</summary>
internal interface IClusterObserver
{
    /// <summary>A node has become a member.</summary>
    void Joined(VirtualNode node);

    /// <summary>A member has left in order.</summary>
    void Left(VirtualNode node);

    /// <summary>Some members have noticed that another one is silent.</summary>
    void Lost(IReadOnlyCollection<VirtualNode> by, VirtualNode node);

    /// <summary>They hear it again.</summary>
    void Regained(IReadOnlyCollection<VirtualNode> by, VirtualNode node);

    /// <summary>A member has been given up by the others.</summary>
    void GivenUp(VirtualNode node);

    /// <summary>A member has given itself up: it ends and starts anew.</summary>
    void GaveUp(VirtualNode node);
}
