using IseMail.Domain.Tenants;

namespace IseMail.Domain.Faults;

/// <summary>What faults have made of one request for a token up to now.</summary>
/// <param name="Skew">How far ahead the clock is that the token is issued by.</param>
/// <param name="Alter">What the token says instead of what it would say.</param>
/// <param name="End">What the request ends in; <c>null</c>: the answer that the service would give.</param>
public sealed record TokenDisturbance(TimeSpan Skew, Func<TokenClaims, TokenClaims> Alter, TokenEnd? End)
{
    // Any resource but Exchange Online's.
    private const string OtherAudience = "https://graph.microsoft.com";
    private const int Success = 200;

    /// <summary>For how long nothing is answered at the most.</summary>
    public static TimeSpan LongestPause { get; } = TimeSpan.FromHours(1);

    /// <summary>Nothing happens.</summary>
    public static TokenDisturbance None { get; } = new(TimeSpan.Zero, static claims => claims, null);

    /// <summary>What a fault makes of it.</summary>
    /// <param name="effect">What the fault does.</param>
    /// <returns>What has become of the request, and for how long nothing happens before it goes on.</returns>
    public (TokenDisturbance After, TimeSpan Pause) Meet(FaultEffect effect)
    {
        var alter = Alter;
        return effect switch
        {
            FaultEffect.Delay delay => (this, delay.By < LongestPause ? delay.By : LongestPause),
            FaultEffect.Stall => (this, LongestPause),
            FaultEffect.ClockSkew skew => (this with { Skew = Skew + skew.By }, TimeSpan.Zero),
            FaultEffect.WrongAudience => (this with { Alter = claims => alter(claims) with { Audience = OtherAudience } }, TimeSpan.Zero),
            FaultEffect.WithoutRole => (this with { Alter = claims => alter(claims) with { Roles = [] } }, TimeSpan.Zero),
            FaultEffect.Aadsts { Error: var error } => (this with { End = new TokenEnd.Refused(error) }, TimeSpan.Zero),
            FaultEffect.Status status => (this with { End = new TokenEnd.Page(status.Code, status.RetryAfter) }, TimeSpan.Zero),
            FaultEffect.NotJson => (this with { End = new TokenEnd.Page(Success, null) }, TimeSpan.Zero),
            FaultEffect.Truncate => (this with { End = new TokenEnd.BrokenOff() }, TimeSpan.Zero),
            _ => (this, TimeSpan.Zero),
        };
    }
}

/// <summary>What a request for a token ends in instead of the answer that the service would give.</summary>
public abstract record TokenEnd
{
    private TokenEnd() { }

    /// <summary>An error of the service.</summary>
    public sealed record Refused(EntraError Error) : TokenEnd;

    /// <summary>A page that is no JSON, with this status.</summary>
    public sealed record Page(int Status, TimeSpan? RetryAfter) : TokenEnd
    {
        /// <summary>Whether the page comes in place of a token, and not of an error.</summary>
        public bool IsSuccess => Status is >= 200 and <= 299;
    }

    /// <summary>The answer ends in its middle.</summary>
    public sealed record BrokenOff : TokenEnd;
}
