using IseMail.Cluster.Logging;
using Serilog;
using Serilog.Core;

namespace IseMail.Cli.Running;

/// <summary>The tenant's and the run's own log, beside those of the nodes.</summary>
internal static class TenantLog
{
    public static Logger In(DirectoryInfo directory, bool console = false)
    {
        var guard = new SecretGuard();
        var configuration = new LoggerConfiguration()
            .Enrich.With(guard)
            .Destructure.With(guard)
            .WriteTo.File(
                Path.Combine(directory.FullName, "logs", "tenant.log"), formatProvider: System.Globalization.CultureInfo.InvariantCulture,
                fileSizeLimitBytes: 10 * 1024 * 1024, rollOnFileSizeLimit: true, retainedFileCountLimit: 5);
        return (console
            ? configuration.WriteTo.Console(formatProvider: System.Globalization.CultureInfo.InvariantCulture, standardErrorFromLevel: Serilog.Events.LevelAlias.Minimum)
            : configuration).CreateLogger();
    }
}
