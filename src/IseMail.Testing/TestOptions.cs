namespace IseMail.Testing;

/// <summary>How a deployment or a tenant runs in a test.</summary>
public sealed record TestOptions
{
    /// <summary>As usual.</summary>
    public static TestOptions Default { get; } = new();

    /// <summary>Where random numbers begin: the same, and faults strike alike.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long is waited for what is expected, before a test fails; two minutes, for busy machines.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether the topology's <c>workload</c> arises by itself.</summary>
    public bool RunsWorkload { get; init; }
}
