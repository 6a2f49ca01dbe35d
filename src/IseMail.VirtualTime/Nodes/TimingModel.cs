using IseMail.VirtualTime.Kernel;

namespace IseMail.VirtualTime.Nodes;

/// <summary>How long things take that take time live. Each is drawn evenly from a range; a calibration measures the ranges on live runs.</summary>
public sealed record TimingModel
{
    /// <summary>A message on its way from one node to another.</summary>
    public TimeRange Message { get; init; } = TimeRange.Milliseconds(0.3, 1.5);

    /// <summary>A record made durable by a journal.</summary>
    public TimeRange Journal { get; init; } = TimeRange.Milliseconds(0.5, 3);

    /// <summary>A process that begins has read its journal.</summary>
    public TimeRange Recovery { get; init; } = TimeRange.Milliseconds(20, 120);

    /// <summary>What the deployment has only once begins elsewhere, once it is known that it is to.</summary>
    public TimeRange Singleton { get; init; } = TimeRange.Milliseconds(100, 600);

    /// <summary>A node that is shut down in order hands over what the deployment has only once, and leaves.</summary>
    public TimeRange Leave { get; init; } = TimeRange.Milliseconds(400, 1200);

    /// <summary>A node that starts is Up in the cluster.</summary>
    public TimeRange Start { get; init; } = TimeRange.Milliseconds(1500, 3500);

    /// <summary>Nodes that are started together begin so much after each other, and with them what they do at intervals.</summary>
    public TimeRange Apart { get; init; } = TimeRange.Milliseconds(0, 300);

    /// <summary>From one heartbeat between nodes to the next: so much later a silence may be noticed.</summary>
    public TimeRange Heartbeat { get; init; } = TimeRange.Milliseconds(0, 250);

    /// <summary>How much later the cluster looks whether a member is to be given up: once a second.</summary>
    public TimeRange Resolver { get; init; } = TimeRange.Milliseconds(0, 1000);

    /// <summary>How long whoever reads or writes a journal waits for a database that takes nothing, before it fails: 30 s, as the live journals wait for a lock.</summary>
    public TimeSpan Lock { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A token fetched from the token service.</summary>
    public TimeRange Token { get; init; } = TimeRange.Milliseconds(60, 250);

    /// <summary>A connection to the submission server opened: name, TCP, greeting, TLS, AUTH.</summary>
    public TimeRange Opening { get; init; } = TimeRange.Milliseconds(20, 120);

    /// <summary>One step of a conversation with the submission server: a command and its reply.</summary>
    public TimeRange Command { get; init; } = TimeRange.Milliseconds(0.3, 2);
}

/// <summary>How long something takes.</summary>
/// <param name="Least">At the least.</param>
/// <param name="Greatest">At the most.</param>
public readonly record struct TimeRange(TimeSpan Least, TimeSpan Greatest)
{
    /// <summary>A range in milliseconds.</summary>
    public static TimeRange Milliseconds(double least, double greatest) => new(TimeSpan.FromMilliseconds(least), TimeSpan.FromMilliseconds(greatest));

    /// <summary>One of them.</summary>
    public TimeSpan Draw(SeededChance chance) => chance.Between(Least, Greatest);
}
