using IseMail.Domain.Tenants;

namespace IseMail.Tenant.Transcripts;

/// <summary>
/// A line of a conversation as it may be shown: whole, or with how many octets of it are not. What is not shown is not kept
/// either. It is put together when somebody reads it: conversations cost little as long as nobody does.
/// </summary>
internal readonly record struct ShownLine
{
    private const int Nothing = -1;

    private readonly string _before;
    private readonly int _masked;
    private readonly string _after;

    private ShownLine(string before, int masked, string after) => (_before, _masked, _after) = (before, masked, after);

    /// <summary>All of it can be shown.</summary>
    public static ShownLine Whole(string text) => new(text, Nothing, "");

    /// <summary>So many octets are not shown, between what is.</summary>
    public static ShownLine Hiding(int octets, string before = "", string after = "") => new(before, octets, after);

    /// <summary>The line, with <c>(masked, … octets)</c> for what is not shown.</summary>
    public override string ToString()
    {
        if (_masked == Nothing) return _before;
        var masked = Masked.Octets(_masked);
        return (_before.Length > 0, _after.Length > 0) switch
        {
            (false, false) => masked,
            (true, false) => $"{_before} {masked}",
            (false, true) => $"{masked} {_after}",
            _ => $"{_before} {masked} {_after}",
        };
    }
}
