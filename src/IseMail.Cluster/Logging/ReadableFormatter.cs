using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;

namespace IseMail.Cluster.Logging;

/// <summary>Lines for a person at a console: <c>10:25:34 WARN  psn-1  message</c>. An event is one line.</summary>
internal sealed class ReadableFormatter : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(logEvent.Timestamp.ToString("HH:mm:ss ", CultureInfo.InvariantCulture));
        output.Write((logEvent.Level switch
        {
            LogEventLevel.Verbose => "trace",
            LogEventLevel.Debug => "debug",
            LogEventLevel.Information => "info",
            LogEventLevel.Warning => "WARN",
            LogEventLevel.Error => "ERROR",
            _ => "FATAL",
        }).PadRight(6));
        if (logEvent.Properties.TryGetValue(GuestLogNames.Property.Node, out var node) && node is ScalarValue { Value: string name })
        {
            OneLineText.Write(output, name.PadRight(8));
            output.Write(' ');
        }
        GuestLogFormatter.WriteMessage(logEvent, output);
        output.Write('\n');
    }
}
