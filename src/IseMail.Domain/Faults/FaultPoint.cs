using System.Collections.Immutable;

namespace IseMail.Domain.Faults;

/// <summary>Where in the tenant a fault can strike.</summary>
public enum FaultPoint
{
    /// <summary>A request for a token, before it is answered.</summary>
    Token,

    /// <summary>A connection to the token endpoint, before TLS. Written as <c>token</c>: what strikes tells which of the two is meant.</summary>
    TokenConnection,

    /// <summary>A connection to the submission server, before anything is said.</summary>
    Connect,

    /// <summary>The greeting (220).</summary>
    Greeting,

    /// <summary>EHLO or HELO.</summary>
    Ehlo,

    /// <summary>STARTTLS.</summary>
    StartTls,

    /// <summary>The TLS handshake that follows the answer to STARTTLS.</summary>
    Handshake,

    /// <summary>AUTH, when the token has come and before it is looked at.</summary>
    Auth,

    /// <summary>MAIL.</summary>
    Mail,

    /// <summary>RCPT.</summary>
    Rcpt,

    /// <summary>DATA or BDAT, before the message.</summary>
    Data,

    /// <summary>The message has been read and is not kept yet.</summary>
    EndOfData,

    /// <summary>The message is kept and the client has not heard of it: where RFC 1047 sees duplicates arise.</summary>
    AfterData,

    /// <summary>Every point of a submission.</summary>
    Any,
}

/// <summary>The points by the words that people write.</summary>
public static class FaultPoints
{
    /// <summary>Every word, in the order of a mail's way.</summary>
    public static ImmutableArray<(string Word, FaultPoint Point)> Words { get; } =
    [
        ("token", FaultPoint.Token), ("connect", FaultPoint.Connect), ("greeting", FaultPoint.Greeting), ("ehlo", FaultPoint.Ehlo), ("starttls", FaultPoint.StartTls),
        ("handshake", FaultPoint.Handshake), ("auth", FaultPoint.Auth), ("mail", FaultPoint.Mail), ("rcpt", FaultPoint.Rcpt), ("data", FaultPoint.Data),
        ("endOfData", FaultPoint.EndOfData), ("afterData", FaultPoint.AfterData), ("any", FaultPoint.Any),
    ];

    /// <summary>The points of a submission, in their order.</summary>
    public static ImmutableArray<FaultPoint> Submission { get; } =
        [.. Words.Select(one => one.Point).Where(point => point is not (FaultPoint.Token or FaultPoint.Any))];

    /// <summary>The point's word.</summary>
    public static string Word(this FaultPoint point) => point == FaultPoint.TokenConnection ? Word(FaultPoint.Token) : Words.First(one => one.Point == point).Word;
}
