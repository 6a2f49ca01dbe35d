using IseMail.Domain.Tenants;

namespace IseMail.Tenant.Submission;

/// <summary>How much of the server one client can take. Counts are 1 or more, spans above zero.</summary>
public sealed record SubmissionBounds
{
    /// <summary>Longest command line in octets with its end; RFC 5321 asks for 512, extensions for more.</summary>
    public int CommandLine { get; init; } = 2048;

    /// <summary>Longest line of AUTH in octets (RFC 4954, section 4).</summary>
    public int AuthLine { get; init; } = 12_288;

    /// <summary>Greatest message in octets that the server takes from any mailbox; each mailbox has its own limit, 35 MB as a rule.</summary>
    public int MessageSize { get; init; } = SubmissionReplies.AnnouncedSize;

    /// <summary>Most recipients of one message that the server takes from any mailbox; each mailbox has its own limit, 500 as a rule.</summary>
    public int Recipients { get; init; } = 1000;

    /// <summary>Most connections at once, of all clients.</summary>
    public int Connections { get; init; } = 1000;

    /// <summary>Commands in error before the connection is closed.</summary>
    public int BadCommands { get; init; } = 20;

    /// <summary>
    /// How long a client may be silent, take for one command, or leave replies unread (RFC 5321, section 4.5.3.2.7).
    /// </summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a message, or one chunk of it, may take to come in, however steadily it trickles.</summary>
    public TimeSpan Transfer { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the TLS handshake may take.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a fault may hold up a connection whose client does not leave.</summary>
    public TimeSpan Stalled { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Greatest message that is read to its end before it is refused; beyond it the connection is closed.</summary>
    internal static long Drained => SubmissionReplies.AnnouncedSize;
}
