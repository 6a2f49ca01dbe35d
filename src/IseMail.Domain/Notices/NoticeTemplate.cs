using System.Collections.Immutable;

namespace IseMail.Domain.Notices;

/// <summary>One of the texts that a deployment can word itself.</summary>
/// <param name="Key">Its name in topology files and of its shipped file.</param>
/// <param name="Values">The names of what it may tell. Each value is one line of text; of a list, each entry is.</param>
public sealed record NoticeTemplate(string Key, ImmutableArray<string> Values)
{
    private static readonly ImmutableArray<string> Guest =
        ["userName", "firstName", "lastName", "mobile", "validFrom", "validTo", "duration", "personVisited", "reasonForVisit", "unusedUntil"];

    private static readonly ImmutableArray<string> GuestAndPassword = Guest.Add("password");

    /// <summary>User name and password, to a guest.</summary>
    public static NoticeTemplate Credentials { get; } = new("credentials", GuestAndPassword);

    /// <summary>A new password, to a guest.</summary>
    public static NoticeTemplate PasswordReset { get; } = new("passwordReset", GuestAndPassword);

    /// <summary>What a guest was told, to the sponsor.</summary>
    public static NoticeTemplate Copy { get; } = new("copy", GuestAndPassword);

    /// <summary>Whose credentials were sent, to the sponsor.</summary>
    public static NoticeTemplate Summary { get; } = new("summary", ["count", "accounts"]);

    /// <summary>Who waits for approval, to a sponsor.</summary>
    public static NoticeTemplate ApprovalRequest { get; } = new("approvalRequest", [.. Guest, "approveLink", "denyLink", "linksUntil"]);

    /// <summary>The account was approved, to the guest.</summary>
    public static NoticeTemplate Approved { get; } = new("approved", GuestAndPassword);

    /// <summary>The account was denied, to the guest.</summary>
    public static NoticeTemplate Denied { get; } = new("denied", Guest);

    /// <summary>The account is about to expire, to the guest.</summary>
    public static NoticeTemplate GuestExpiry { get; } = new("guestExpiry", [.. Guest, "ahead"]);

    /// <summary>A password is about to expire.</summary>
    public static NoticeTemplate PasswordExpiry { get; } = new("passwordExpiry", ["name", "userName", "expires", "ahead"]);

    /// <summary>An alarm.</summary>
    public static NoticeTemplate Alarm { get; } = new(
        "alarm", ["name", "severity", "category", "node", "loggedAt", "details", "description", "suggestedAction", "note", "suppressed"]);

    /// <summary>All of them.</summary>
    public static ImmutableArray<NoticeTemplate> All { get; } =
        [Credentials, PasswordReset, Copy, Summary, ApprovalRequest, Approved, Denied, GuestExpiry, PasswordExpiry, Alarm];

    /// <summary>Its key.</summary>
    public override string ToString() => Key;

    /// <summary>Whether <paramref name="other"/> is the same template.</summary>
    public bool Equals(NoticeTemplate? other) => other?.Key == Key;

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);
}

/// <summary>What a template is filled with: for each of its names one line of text, or several such lines.</summary>
/// <param name="Lines">Names with one line each.</param>
/// <param name="Lists">Names with several.</param>
public sealed record NoticeValues(ImmutableDictionary<string, string> Lines, ImmutableDictionary<string, ImmutableArray<string>> Lists);

/// <summary>A text made of a template.</summary>
/// <param name="Subject">Its subject.</param>
/// <param name="Body">Its body, lines ending in line feeds.</param>
public sealed record WrittenNotice(string Subject, string Body)
{
    /// <summary>Never the body, which may hold a password.</summary>
    public override string ToString() => Subject;
}

/// <summary>The port to whatever fills templates: the shipped ones, or a deployment's own.</summary>
public interface INoticeTexts
{
    /// <summary>Fills <paramref name="template"/>.</summary>
    WrittenNotice Write(NoticeTemplate template, NoticeValues values);
}
