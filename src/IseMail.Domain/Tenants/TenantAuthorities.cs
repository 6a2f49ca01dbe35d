namespace IseMail.Domain.Tenants;

/// <summary>
/// The authorities of an embedded tenant's two services. Each has one of its own, as Entra ID and Exchange Online have different chains
/// (M-CA): a client that trusts one of them comes half the way.
/// </summary>
public static class TenantAuthorities
{
    /// <summary>Friendly name of Entra ID's in a trusted certificates store.</summary>
    public const string EntraId = "entra-id-ca";

    /// <summary>Friendly name of Exchange Online's in a trusted certificates store.</summary>
    public const string ExchangeOnline = "exchange-online-ca";

    /// <summary>How long before it is made a server's certificate is valid, for clocks that are late.</summary>
    public static TimeSpan ValidBefore { get; } = TimeSpan.FromHours(12);

    /// <summary>How long a server's certificate is valid: little more than a year, as public ones are at the most.</summary>
    public static TimeSpan ValidFor { get; } = TimeSpan.FromDays(397);

    /// <summary>Whether a clock that is wrong takes a certificate that was made now for one of another time.</summary>
    /// <param name="offset">How far ahead of the right time the clock is.</param>
    public static bool IsOutOfTime(TimeSpan offset) => offset < -ValidBefore || offset > ValidFor;
}
