using System.Diagnostics.CodeAnalysis;
using IseMail.Domain.Notices;
using IseMail.Tenant.Listeners;
using Microsoft.AspNetCore.Http;

namespace IseMail.Tenant.Mailboxes;

/// <summary>Which arrived messages somebody wants to see.</summary>
internal sealed record MailQuery
{
    private static readonly string[] Filters = ["purpose", "node", "recipient"];

    /// <summary>Only messages behind a number, and at most so many.</summary>
    public NumberedPage Page { get; private init; }

    /// <summary>Only messages with this header X-ISE-Purpose; <c>null</c>: any.</summary>
    public string? Purpose { get; private init; }

    /// <summary>Only messages with this header X-ISE-Node; <c>null</c>: any.</summary>
    public string? Node { get; private init; }

    /// <summary>Only messages to this address, whoever else got them; <c>null</c>: any.</summary>
    public EmailAddress? Recipient { get; private init; }

    /// <summary>Reads a query string. What is not known is refused, so that a mistyped filter never shows everything.</summary>
    public static bool TryParse(IQueryCollection parameters, [NotNullWhen(true)] out MailQuery? query, [NotNullWhen(false)] out string? error)
    {
        var read = new MailQuery();
        error = NumberedPage.Read(parameters, "message", out var page, Filters, Take);
        query = error is null ? read with { Page = page } : null;
        return error is null;

        string? Take(string name, string value)
        {
            if (name == "purpose") read = read with { Purpose = value };
            else if (name == "node") read = read with { Node = value };
            else if (EmailAddress.TryParse(value, out var address)) read = read with { Recipient = address };
            else return $"recipient must be a mail address: {EmailAddress.Rule}";
            return null;
        }
    }

    /// <summary>The messages wanted, the oldest first, and how many there are of the kind without regard to <see cref="Page"/>.</summary>
    public (int Count, List<ArrivedMessage> Wanted) Of(IReadOnlyList<ArrivedMessage> arrived) => Purpose is null && Node is null && Recipient is null
        // Whoever follows what arrives asks several times a second, and a message's number is its place.
        ? (arrived.Count, [.. arrived.Skip((int)Math.Min(Page.After, arrived.Count)).Take(Page.Limit)])
        : Page.Of(arrived.Where(Fits), message => message.Number);

    private bool Fits(ArrivedMessage message) =>
        (Purpose is null || string.Equals(message.Purpose, Purpose, StringComparison.OrdinalIgnoreCase))
        && (Node is null || string.Equals(message.Node, Node, StringComparison.OrdinalIgnoreCase))
        && (Recipient is null || message.Recipients.Contains(Recipient.Value.Value, StringComparer.OrdinalIgnoreCase));
}
