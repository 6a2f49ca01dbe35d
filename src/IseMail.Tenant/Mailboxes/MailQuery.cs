using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using IseMail.Domain.Notices;
using Microsoft.AspNetCore.Http;

namespace IseMail.Tenant.Mailboxes;

/// <summary>Which arrived messages somebody wants to see.</summary>
internal sealed record MailQuery
{
    /// <summary>Most messages of one answer.</summary>
    public const int GreatestLimit = 10_000;

    private const string Known = "after, limit, purpose, node, recipient";

    /// <summary>Only messages with a greater number.</summary>
    public long After { get; private init; }

    /// <summary>At most so many.</summary>
    public int Limit { get; private init; } = 1000;

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
        error = null;
        foreach (var (name, values) in parameters)
        {
            var value = values.Count == 1 ? values[0] ?? "" : "";
            if (values.Count > 1) error = $"'{Known.Split(", ").FirstOrDefault(name.Equals) ?? "a parameter"}' stands there more than once";
            else if (name == "after") error = Number(value, long.MaxValue, number => read = read with { After = number }, "after must be a message's number or 0");
            else if (name == "limit") error = Number(value, GreatestLimit, number => read = read with { Limit = (int)number }, $"limit must be a number from 0 to {GreatestLimit}");
            else if (name is not ("purpose" or "node" or "recipient")) error = $"there are no parameters but {Known}";
            else if (value.Length == 0) error = $"{name} is empty; leave it out to see all";
            else if (name == "purpose") read = read with { Purpose = value };
            else if (name == "node") read = read with { Node = value };
            else if (EmailAddress.TryParse(value, out var address)) read = read with { Recipient = address };
            else error = $"recipient must be a mail address: {EmailAddress.Rule}";
            if (error is not null) break;
        }
        query = error is null ? read : null;
        return error is null;
    }

    /// <summary>The messages wanted, the oldest first, and how many there are of the kind without regard to <see cref="After"/> and <see cref="Limit"/>.</summary>
    public (int Count, List<ArrivedMessage> Wanted) Of(IReadOnlyList<ArrivedMessage> arrived)
    {
        var count = 0;
        var wanted = new List<ArrivedMessage>();
        foreach (var message in arrived)
        {
            if (!Fits(message)) continue;
            count++;
            if (message.Number > After && wanted.Count < Limit) wanted.Add(message);
        }
        return (count, wanted);
    }

    private static string? Number(string text, long greatest, Action<long> take, string rule)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > greatest) return rule;
        take(number);
        return null;
    }

    private bool Fits(ArrivedMessage message) =>
        (Purpose is null || string.Equals(message.Purpose, Purpose, StringComparison.OrdinalIgnoreCase))
        && (Node is null || string.Equals(message.Node, Node, StringComparison.OrdinalIgnoreCase))
        && (Recipient is null || message.Recipients.Contains(Recipient.Value.Value, StringComparer.OrdinalIgnoreCase));
}
