using System.Collections.Immutable;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Sending;

/// <summary>
/// Who may get mail. A simulated deployment invents guests and administrators by the thousand; pointed at a server that
/// is not the embedded tenant, its mail could reach people who never asked for it. So nobody is allowed until named.
/// </summary>
public sealed class RecipientAllowList
{
    /// <summary>The key of a topology file that names the allowed recipients.</summary>
    public const string TopologyKey = "mail.allowedRecipients";

    private readonly bool _everybody;
    private readonly ImmutableHashSet<EmailAddress> _addresses;
    private readonly ImmutableHashSet<string> _domains;

    private RecipientAllowList(bool everybody, ImmutableHashSet<EmailAddress> addresses, ImmutableHashSet<string> domains)
    {
        _everybody = everybody;
        _addresses = addresses;
        _domains = domains;
    }

    /// <summary>No restriction: for the embedded tenant, whose mailboxes are all its own.</summary>
    public static RecipientAllowList Everybody { get; } = new(true, [], []);

    /// <summary>Only <paramref name="entries"/>.</summary>
    /// <param name="entries">Addresses, or <c>@domain</c> for all of a domain (not of its subdomains). Empty: nobody.</param>
    /// <exception cref="FormatException">An entry is neither; <see cref="IsEntry"/> asks without throwing.</exception>
    public static RecipientAllowList Only(IEnumerable<string> entries)
    {
        var addresses = ImmutableHashSet.CreateBuilder<EmailAddress>();
        var domains = ImmutableHashSet.CreateBuilder<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in entries)
        {
            if (IsDomain(entry)) domains.Add(entry[1..]);
            else if (EmailAddress.TryParse(entry, out var address)) addresses.Add(address);
            else throw new FormatException($"not an allowed recipient: {EntryRule}");
        }
        return new RecipientAllowList(false, addresses.ToImmutable(), domains.ToImmutable());
    }

    /// <summary>The rule for an entry in words, for messages.</summary>
    public static string EntryRule => "an address (name@domain), or @domain for everybody in a domain";

    /// <summary>Whether <paramref name="entry"/> can stand on the list.</summary>
    public static bool IsEntry(string entry) => IsDomain(entry) || EmailAddress.TryParse(entry, out _);

    /// <summary>Why <paramref name="to"/> may not get mail, or <c>null</c> if it may. Says which key of the topology to change.</summary>
    public string? Refusal(EmailAddress to) =>
        _everybody || _addresses.Contains(to) || _domains.Contains(to.Domain)
            ? null
            : $"not sent: {to} is not an allowed recipient of this server; add it, or @{to.Domain}, to {TopologyKey} in the topology";

    private static bool IsDomain(string entry) => entry.StartsWith('@') && EmailAddress.TryParse("x" + entry, out _);
}
