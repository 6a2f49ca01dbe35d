using System.Diagnostics.CodeAnalysis;

namespace IseMail.Domain.Deployments;

/// <summary>The host name of an ISE node: one DNS label (RFC 1123, section 2.1), compared without regard to case.</summary>
public readonly record struct NodeName : IComparable<NodeName>
{
    /// <summary>The longest label DNS carries, in characters.</summary>
    public const int MaxLength = 63;

    private readonly string? _value;

    /// <summary>Takes <paramref name="value"/> as a node's name, in lower case.</summary>
    /// <exception cref="FormatException">The text is not a DNS label; <see cref="TryParse"/> asks without throwing.</exception>
    public NodeName(string value)
    {
        if (!TryParse(value, out var name)) throw new FormatException($"'{value}' is not a node name: {Rule}");
        this = name;
    }

    private NodeName(string value, bool _) => _value = value;

    /// <summary>The rule in words, for messages.</summary>
    public static string Rule => "letters, digits and inner hyphens, at most 63 characters";

    /// <summary>The name in lower case.</summary>
    public string Value => _value ?? "";

    /// <summary>Takes <paramref name="text"/> as a node's name if it is a DNS label.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out NodeName name)
    {
        name = default;
        if (text is null || text.Length is 0 or > MaxLength || text[0] == '-' || text[^1] == '-') return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
        }
        name = new NodeName(text.ToLowerInvariant(), true);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(NodeName other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
