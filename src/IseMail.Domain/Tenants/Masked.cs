using System.Globalization;
using System.Text;

namespace IseMail.Domain.Tenants;

/// <summary>The words that stand in what is kept in place of something that may be a secret.</summary>
public static class Masked
{
    /// <summary>So many octets are not shown.</summary>
    public static string Octets(int count) => string.Create(CultureInfo.InvariantCulture, $"(masked, {count} octets)");

    /// <summary><paramref name="said"/> is not shown; nothing at all stays nothing.</summary>
    public static string Of(string? said) => string.IsNullOrEmpty(said) ? "" : Octets(Encoding.UTF8.GetByteCount(said));
}
