using IseMail.Domain.Deployments;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace IseMail.Cluster.Logging;

/// <summary>What the console shows of the logs.</summary>
public enum ConsoleLog
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Lines for a person.</summary>
    Readable,

    /// <summary>Compact JSON, one object a line, for whatever collects container logs.</summary>
    CompactJson,
}

/// <summary>Where and how much a node logs.</summary>
/// <param name="Directory">Directory in which each node has one of its own, with its guest.log; <c>null</c>: no file.</param>
/// <param name="Console">What the console shows. Always on standard error, so that standard output stays the program's answer.</param>
/// <param name="FileSize">Size at which a file is closed and the next begun, in bytes, at least 1.</param>
/// <param name="Files">How many files of a node are kept, at least 1.</param>
public sealed record NodeLogOptions(
    string? Directory,
    ConsoleLog Console = ConsoleLog.None,
    long FileSize = 10 * 1024 * 1024,
    int Files = 5);

/// <summary>Makes the logger of a node.</summary>
public static class NodeLogs
{
    /// <summary>Name of the file with what is not about mail.</summary>
    public const string NodeFile = "node.log";

    /// <summary>The logger of <paramref name="node"/>. Disposing it closes its files.</summary>
    /// <param name="node">The node.</param>
    /// <param name="options">Where to.</param>
    /// <param name="levels">How much of what concerns mail.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static Logger For(NodeName node, NodeLogOptions options, DebugLevels levels)
    {
        var guard = new SecretGuard();
        var configuration = levels.Apply(new LoggerConfiguration())
            .Enrich.WithProperty(GuestLogNames.Property.Node, node.Value)
            .Enrich.With(guard)
            .Destructure.With(guard)
            .Destructure.ToMaximumDepth(4)
            .Destructure.ToMaximumStringLength(4096)
            .Destructure.ToMaximumCollectionCount(32);
        if (options.Directory is { } directory)
        {
            // As in ISE, what concerns mail stands in a file of its own; membership, duties and faults in another.
            configuration
                .WriteTo.Logger(mail => mail.Filter.ByIncludingOnly(IsOfMail).WriteTo.File(
                    new GuestLogFormatter(), FileOf(directory, node), fileSizeLimitBytes: options.FileSize, rollOnFileSizeLimit: true,
                    retainedFileCountLimit: options.Files, rollingInterval: RollingInterval.Infinite))
                .WriteTo.Logger(rest => rest.Filter.ByExcluding(IsOfMail).WriteTo.File(
                    new ReadableFormatter(), Path.Combine(directory, node.Value, NodeFile), fileSizeLimitBytes: options.FileSize, rollOnFileSizeLimit: true,
                    retainedFileCountLimit: options.Files, rollingInterval: RollingInterval.Infinite));
        }
        return options.Console switch
        {
            ConsoleLog.Readable => configuration.WriteTo.Console(new ReadableFormatter(), standardErrorFromLevel: LevelAlias.Minimum).CreateLogger(),
            ConsoleLog.CompactJson => configuration.WriteTo.Console(new RenderedCompactJsonFormatter(), standardErrorFromLevel: LevelAlias.Minimum).CreateLogger(),
            _ => configuration.CreateLogger(),
        };
    }

    private static bool IsOfMail(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue(GuestLogNames.Property.Logger, out var logger) && logger is ScalarValue { Value: string name }
        && name.StartsWith(GuestLogNames.Prefix, StringComparison.Ordinal);

    /// <summary>The guest.log of <paramref name="node"/> under <paramref name="directory"/>.</summary>
    public static string FileOf(string directory, NodeName node) => Path.Combine(directory, node.Value, GuestLogNames.File);
}
