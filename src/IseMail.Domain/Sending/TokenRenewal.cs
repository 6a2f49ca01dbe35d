namespace IseMail.Domain.Sending;

/// <summary>When an access token is replaced.</summary>
public static class TokenRenewal
{
    /// <summary>How long before its expiry a token is renewed at the most, as MSAL does; a tenth of a shorter life.</summary>
    public static TimeSpan Early { get; } = TimeSpan.FromMinutes(5);

    /// <summary>When a token that was fetched at <paramref name="now"/> is renewed.</summary>
    /// <param name="now">The present.</param>
    /// <param name="life">How long it lives.</param>
    public static DateTimeOffset At(DateTimeOffset now, TimeSpan life) => now + life - (life / 10 < Early ? life / 10 : Early);
}
