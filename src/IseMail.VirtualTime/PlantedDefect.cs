namespace IseMail.VirtualTime;

/// <summary>A defect that is put in on purpose, to see that an exploration finds it.</summary>
public enum PlantedDefect
{
    /// <summary>None.</summary>
    None,

    /// <summary>Nodes' disks acknowledge records before they have them: when the power fails, those of the last two seconds are gone.</summary>
    AcknowledgesUnrecorded,

    /// <summary>
    /// One in four records of mail taken on is acknowledged by an outbox's journal, and not kept, with all that comes of that mail later.
    /// While the node goes on nobody notices, for its outbox knows the mail; once it has ended before the mail was sent, nobody does.
    /// </summary>
    DropsARecord,
}

/// <summary>How large planted defects are.</summary>
internal static class PlantedDefects
{
    /// <summary>How much a disk keeps in its cache that says otherwise.</summary>
    public static TimeSpan LyingDisk { get; } = TimeSpan.FromSeconds(2);
}
