namespace IseMail.VirtualTime.Kernel;

/// <summary>What kind of thing happens at an instant of virtual time.</summary>
public enum VirtualEventKind : byte
{
    /// <summary>A process hears of something on its own node.</summary>
    Local,

    /// <summary>A message from one node to another arrives.</summary>
    Message,

    /// <summary>A process's timer is due.</summary>
    Timer,

    /// <summary>What a process recorded is durable.</summary>
    Recorded,

    /// <summary>A process has read what its predecessors recorded.</summary>
    Recovered,

    /// <summary>The sender's conversation with the tenant goes a step on.</summary>
    Conversation,

    /// <summary>A token has been fetched, or refused.</summary>
    Token,

    /// <summary>A mail has come to its mailbox.</summary>
    Arrival,

    /// <summary>Something happens of which mail comes.</summary>
    Cause,

    /// <summary>Something is done to the deployment.</summary>
    Action,

    /// <summary>Nodes lose sight of each other, or see each other again.</summary>
    Membership,

    /// <summary>How the deployment stands is noted for the report.</summary>
    Sample,
}
