using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace IseMail.Cluster.Logging;

/// <summary>
/// Writes lines as ISE's guest.log has them (Cisco document 225520):
/// <c>yyyy-MM-dd HH:mm:ss,fff LEVEL  [thread][[]] logger -::user:::- message</c>. The level fills five columns. What follows the
/// user is cut in the document; three colons and a hyphen are what ISE's other logs have there.
/// <para>An event is one line, its exception included.</para>
/// </summary>
public sealed class GuestLogFormatter : ITextFormatter
{
    private static readonly MessageTemplateTextFormatter Message = new("{Message:lj}", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(logEvent.Timestamp.ToString("yyyy-MM-dd HH:mm:ss,fff ", CultureInfo.InvariantCulture));
        output.Write(Level(logEvent.Level).PadRight(6));
        output.Write('[');
        OneLineText.Write(output, Property(logEvent, GuestLogNames.Property.Thread) ?? "main");
        output.Write("][[]] ");
        OneLineText.Write(output, Property(logEvent, GuestLogNames.Property.Logger) ?? "cpm.guestaccess");
        output.Write(" -::");
        OneLineText.Write(output, Property(logEvent, GuestLogNames.Property.User));
        output.Write(":::- ");
        WriteMessage(logEvent, output);
        output.Write('\n');
    }

    /// <summary>Writes message and exception of <paramref name="logEvent"/> without a line break.</summary>
    internal static void WriteMessage(LogEvent logEvent, TextWriter output)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        Message.Format(logEvent, text);
        OneLineText.Write(output, text.GetStringBuilder().ToString());
        if (logEvent.Exception is null) return;
        output.Write(" | ");
        OneLineText.Write(output, logEvent.Exception.ToString());
    }

    private static string? Property(LogEvent logEvent, string name) =>
        logEvent.Properties.TryGetValue(name, out var value) && value is ScalarValue { Value: string text } ? text : null;

    private static string Level(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "TRACE",
        LogEventLevel.Debug => "DEBUG",
        LogEventLevel.Information => "INFO",
        LogEventLevel.Warning => "WARN",
        LogEventLevel.Error => "ERROR",
        _ => "FATAL",
    };
}
