using Akka.Event;
using Akka.Remote;

namespace IseMail.Cluster.Logging;

/// <summary>
/// What Akka says before a node's logger is there and after it has gone. Akka's own prints all of it to standard output,
/// which is the program's answer; here only what is wrong is said, on standard error. That a node which is being ended
/// cannot send any more is not: its remoting ends first, its actors after it.
/// </summary>
public sealed class AkkaEdgeLog : MinimalLogger
{
    /// <inheritdoc/>
    protected override void Log(object message)
    {
        if (message is LogEvent { Cause: not RemoteTransportException } happened && happened.LogLevel() >= LogLevel.WarningLevel) Console.Error.WriteLine(happened);
    }
}
