using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Settings;

/// <summary>All of a deployment's mail settings: the same on every node, as ISE replicates them.</summary>
/// <param name="Server">The SMTP server page to begin with, or <c>null</c> where the embedded tenant's own is used.</param>
/// <param name="AlarmSender">From address of alarms (Alarm Settings, Alarm Notification).</param>
/// <param name="GuestSender">Default From address of guest mail (Guest Email Settings).</param>
/// <param name="Sender">The shared sender's place and limits.</param>
/// <param name="Retry">When a mail that could not be delivered is tried again.</param>
/// <param name="AllowedRecipients">
/// Who may get mail through a server that is not the embedded tenant: addresses, or <c>@domain</c> for all of a domain.
/// Empty: nobody.
/// </param>
/// <param name="Configured">Whether the deployment begins with an SMTP server at all; else somebody has to test and save one.</param>
/// <param name="Proxy">The proxy page to begin with.</param>
/// <param name="Trusted">Files of certificates that the trusted certificates store begins with.</param>
public sealed record MailSettings(
    SmtpServerSettings? Server,
    EmailAddress AlarmSender,
    EmailAddress GuestSender,
    SenderSettings Sender,
    RetryPolicy Retry,
    ImmutableArray<string> AllowedRecipients,
    bool Configured,
    ProxySettings Proxy,
    ImmutableArray<TrustedFile> Trusted);

/// <summary>A PEM file whose certificates go into the trusted certificates store.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Name">Friendly name.</param>
/// <param name="TrustedFor">What they are trusted for.</param>
public sealed record TrustedFile(string Path, string Name, ImmutableSortedSet<TrustUsage> TrustedFor);

/// <summary>Where senders run.</summary>
public enum SenderPlacement
{
    /// <summary>One for the deployment: knows the whole mailbox's budget and what was delivered.</summary>
    Shared,

    /// <summary>One on each node, unaware of the others, as ISE does.</summary>
    Node,
}

/// <summary>How the OAuth SMTP sender uses the mailbox.</summary>
/// <param name="Placement">One for all nodes or one on each.</param>
/// <param name="Host">The persona whose oldest node runs the shared sender.</param>
/// <param name="Connections">The most SMTP connections it keeps; Exchange Online allows 3 to a mailbox.</param>
/// <param name="Budget">What the mailbox may send.</param>
/// <param name="InDoubt">What is done with a mail whose submission was cut off between its data and the reply.</param>
/// <param name="Remember">How long a delivered mail's identity is remembered; must exceed <see cref="RetryPolicy.GreatestAge"/>.</param>
/// <param name="IdleTimeout">How long an unused connection is kept open.</param>
public sealed record SenderSettings(
    SenderPlacement Placement,
    Persona Host,
    int Connections,
    SendingBudget Budget,
    InDoubtPolicy InDoubt,
    TimeSpan Remember,
    TimeSpan IdleTimeout)
{
    /// <summary>Exchange Online's limits to a mailbox and the usual rest.</summary>
    public static SenderSettings Default { get; } = new(
        SenderPlacement.Shared, Persona.Psn, 3, SendingBudget.ExchangeOnline, InDoubtPolicy.Resend, TimeSpan.FromDays(7), TimeSpan.FromSeconds(30));
}

/// <summary>
/// What a mailbox may send. Source: Microsoft, "Improvements to client SMTP submission" (M-SUBM): 30 messages a minute,
/// 10,000 recipients a day, counted over sliding windows.
/// </summary>
/// <param name="Messages">Messages allowed in any <paramref name="Per"/>; 0 for no limit.</param>
/// <param name="Per">The window's length.</param>
/// <param name="RecipientsPerDay">Recipients allowed in any 24 hours; 0 for no limit.</param>
public sealed record SendingBudget(int Messages, TimeSpan Per, int RecipientsPerDay)
{
    /// <summary>Exchange Online's figures.</summary>
    public static SendingBudget ExchangeOnline { get; } = new(30, TimeSpan.FromMinutes(1), 10_000);

    /// <summary>No limit at all.</summary>
    public static SendingBudget Unlimited { get; } = new(0, TimeSpan.FromMinutes(1), 0);
}

/// <summary>What is done with a mail that may or may not have been delivered (RFC 1047).</summary>
public enum InDoubtPolicy
{
    /// <summary>Send again with the same <c>Message-ID</c>: a duplicate is possible, a loss is not.</summary>
    Resend,

    /// <summary>Keep it for a person to decide.</summary>
    Hold,
}

/// <summary>
/// When a deferred mail is tried again: after <c>First × Factor^(n−1)</c>, at most <see cref="Greatest"/>, spread by
/// ±<see cref="Jitter"/>; after <see cref="GreatestAge"/> it is parked. ISE's own figures for its retry thread are not
/// published; these follow RFC 5321, section 4.5.4.1, scaled to notices that matter within minutes.
/// </summary>
/// <param name="First">Delay before the second attempt.</param>
/// <param name="Factor">Growth from one delay to the next, at least 1.</param>
/// <param name="Greatest">The longest delay, before jitter.</param>
/// <param name="Jitter">Share by which a delay is spread, 0 to 1.</param>
/// <param name="GreatestAge">Age at which a mail that is still not delivered is parked.</param>
public sealed record RetryPolicy(TimeSpan First, double Factor, TimeSpan Greatest, double Jitter, TimeSpan GreatestAge)
{
    /// <summary>5 s, doubling to 15 min, ±20 %, for two days.</summary>
    public static RetryPolicy Default { get; } = new(TimeSpan.FromSeconds(5), 2, TimeSpan.FromMinutes(15), 0.2, TimeSpan.FromDays(2));

    /// <summary>The delay after the <paramref name="attempts"/>-th failed attempt (1 for the first).</summary>
    /// <param name="attempts">How many attempts have failed, at least 1.</param>
    /// <param name="draw">A random number in [0, 1) that decides the jitter.</param>
    public TimeSpan DelayAfter(int attempts, double draw)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        var grown = First.TotalSeconds * Math.Pow(Factor, Math.Min(attempts - 1, 64));
        var capped = Math.Min(grown, Greatest.TotalSeconds);
        return TimeSpan.FromSeconds(capped * (1 + Jitter * (2 * draw - 1)));
    }
}
