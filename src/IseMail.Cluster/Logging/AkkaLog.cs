using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Dispatch;
using Akka.Event;
using Serilog;
using Serilog.Events;

namespace IseMail.Cluster.Logging;

/// <summary>Gives an actor system the logger its actors write to.</summary>
/// <param name="logger">The node's logger; not disposed of here.</param>
public sealed class AkkaLogSetup(ILogger logger) : Setup
{
    /// <summary>The node's logger.</summary>
    public ILogger Logger { get; } = logger;
}

/// <summary>Writes what actors log to the Serilog logger of <see cref="AkkaLogSetup"/>.</summary>
public sealed class AkkaLog : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    /// <summary>Made by Akka, which names this type in its settings.</summary>
    public AkkaLog()
    {
        var setup = Context.System.Settings.Setup.Get<AkkaLogSetup>();
        var logger = setup.HasValue ? setup.Value.Logger : Serilog.Core.Logger.None;
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<Akka.Event.LogEvent>(happened =>
        {
            var level = Level(happened.LogLevel());
            if (logger.IsEnabled(level)) logger.Write(level, happened.Cause, "{Message:l}", happened.Message?.ToString() ?? "");
        });
    }

    private static LogEventLevel Level(LogLevel level) => level switch
    {
        LogLevel.DebugLevel => LogEventLevel.Debug,
        LogLevel.InfoLevel => LogEventLevel.Information,
        LogLevel.WarningLevel => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };
}
