namespace IseMail.VirtualTime.Kernel;

/// <summary>What the log says of an event.</summary>
/// <param name="Kind">What kind of event.</param>
/// <param name="Node">Number of the node that it happens on; <see cref="Nowhere"/>: on none.</param>
/// <param name="From">Number of the node that it comes from; <see cref="Nowhere"/>: from none, or the same.</param>
/// <param name="Detail">What in particular, by the kind's own numbers.</param>
/// <param name="Subject">The mail it is about; 0: none.</param>
public readonly record struct EventLabel(VirtualEventKind Kind, ushort Node = EventLabel.Nowhere, ushort From = EventLabel.Nowhere, int Detail = 0, UInt128 Subject = default)
{
    /// <summary>No node.</summary>
    public const ushort Nowhere = ushort.MaxValue;
}
