using System.CommandLine;

namespace IseMail.Cli.Running;

/// <summary>In which time a scenario runs.</summary>
internal enum RuntimeKind
{
    /// <summary>On this machine's clock, with a cluster, sockets and journals.</summary>
    Live,

    /// <summary>On a queue of events, from one seed.</summary>
    Virtual,

    /// <summary>Live, then in virtual time; both must come to the same.</summary>
    Both,
}

/// <summary><c>--runtime</c>.</summary>
internal static class RuntimeOption
{
    /// <summary>The option; live unless told otherwise.</summary>
    public static Option<RuntimeKind> Create() => new("--runtime")
    {
        Description = "live: a real cluster against a tenant on sockets, as long as it takes; virtual: the same rules on a queue of events, months in seconds, the same each time; both: one after the other, compared mail by mail.",
        DefaultValueFactory = static _ => RuntimeKind.Live,
    };

    /// <summary>The seed of a run in virtual time.</summary>
    public static Option<long?> Seed() => new("--seed") { Description = "Where random numbers begin in virtual time. Left out: the scenario's own seed." };
}
