namespace IseMail.Domain.Notices;

/// <summary>
/// A guest's password. Stands only in the sealed text of a mail; wherever else it is printed it is a row of asterisks.
/// </summary>
public sealed record GuestPassword
{
    /// <summary>The longest password, in characters.</summary>
    public const int MaxLength = 128;

    private readonly string _value;

    /// <summary>Takes <paramref name="value"/> as a password.</summary>
    /// <exception cref="FormatException">It is empty, too long or has characters that cannot be typed; the text is not repeated.</exception>
    public GuestPassword(string value)
    {
        if (value.Length is 0 or > MaxLength || value.Any(c => char.IsControl(c) || char.IsSurrogate(c) || NoticeText.IsUnseen(c)))
            throw new FormatException($"not a guest password: 1 to {MaxLength} printable characters");
        _value = value;
    }

    /// <summary>The password itself, for the mail that tells it.</summary>
    public string Reveal() => _value;

    /// <summary>Asterisks, as many for every password.</summary>
    public override string ToString() => "********";
}
