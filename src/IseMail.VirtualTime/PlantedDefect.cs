namespace IseMail.VirtualTime;

/// <summary>A defect that is put in on purpose, to see that an exploration finds it.</summary>
public enum PlantedDefect
{
    /// <summary>None.</summary>
    None,

    /// <summary>A disk acknowledges one record of accepted mail that it has not kept: the third of each node.</summary>
    AcknowledgesUnrecorded,
}
