namespace IseMail.Domain.Failover;

/// <summary>Which part of a deployment goes on when its nodes lose each other.</summary>
public enum SurvivorRule
{
    /// <summary>
    /// The part with most nodes; of two halves the one with the lowest address. With three nodes and more the loss of one leaves a majority,
    /// which needs nobody else to know that it is one.
    /// </summary>
    Majority,

    /// <summary>
    /// The part that takes a lease in the database that the nodes share. Two nodes that lose each other are two halves, whether the other one is cut off or
    /// dead; what tells these apart is a third, and the database is one that both have.
    /// </summary>
    Lease,
}
