using IseMail.Domain.Sending;

namespace IseMail.Cluster.Telemetry;

/// <summary>A server's reply reduced to its code: the text may name a recipient, the code never does.</summary>
internal static class ReplyCode
{
    /// <summary>The enhanced status of the reply that an outcome's reason begins with, or its plain code; <c>null</c>: it is no reply.</summary>
    public static string? Of(string reason)
    {
        var line = reason.AsSpan();
        if (line.Length < 3 || line[0] is < '2' or > '5' || !char.IsAsciiDigit(line[1]) || !char.IsAsciiDigit(line[2]) || (line.Length > 3 && line[3] != ' ')) return null;
        var rest = line.Length > 4 ? line[4..] : [];
        var end = rest.IndexOf(' ');
        return EnhancedStatus.TryParse(end < 0 ? rest : rest[..end], out var status) ? status.ToString() : line[..3].ToString();
    }
}
