using IseMail.Domain.Settings;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace IseMail.Cluster.Logging;

/// <summary>How much a node's guest.log takes of each component, changed while the node runs.</summary>
public sealed class DebugLevels
{
    private readonly LoggingLevelSwitch _guestAccess = new();
    private readonly LoggingLevelSwitch _guestAccessAdmin = new();

    /// <summary>From here on as <paramref name="log"/> says.</summary>
    public void Use(DebugLog log)
    {
        _guestAccess.MinimumLevel = Least(log.GuestAccess);
        _guestAccessAdmin.MinimumLevel = Least(log.GuestAccessAdmin);
    }

    internal LoggerConfiguration Apply(LoggerConfiguration configuration) => configuration
        .MinimumLevel.Override(GuestLogNames.GuestAccess, _guestAccess)
        .MinimumLevel.Override(GuestLogNames.GuestAccessAdmin, _guestAccessAdmin);

    private static LogEventLevel Least(DebugLogLevel level) => level switch
    {
        DebugLogLevel.Off => LevelAlias.Off,
        DebugLogLevel.Fatal => LogEventLevel.Fatal,
        DebugLogLevel.Error => LogEventLevel.Error,
        DebugLogLevel.Warn => LogEventLevel.Warning,
        DebugLogLevel.Info => LogEventLevel.Information,
        DebugLogLevel.Debug => LogEventLevel.Debug,
        _ => LogEventLevel.Verbose,
    };
}
