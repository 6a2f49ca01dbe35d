using IseMail.VirtualTime.Nodes;

namespace IseMail.Scenarios.Virtual;

/// <summary>How long things take in a run in virtual time, and the file that says so.</summary>
/// <param name="Model">How long.</param>
/// <param name="Text">What stands in the file; <c>null</c>: there is none.</param>
public sealed record RunTiming(TimingModel Model, string? Text)
{
    /// <summary>Without a file.</summary>
    public static RunTiming Standard { get; } = new(new TimingModel(), null);
}
