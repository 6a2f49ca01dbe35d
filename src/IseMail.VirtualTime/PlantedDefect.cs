namespace IseMail.VirtualTime;

/// <summary>A defect that is put in on purpose, to see that an exploration finds it.</summary>
public enum PlantedDefect
{
    /// <summary>None.</summary>
    None,

    /// <summary>Nodes' disks acknowledge records before they have them: when the power fails, those of the last two seconds are gone.</summary>
    AcknowledgesUnrecorded,
}
