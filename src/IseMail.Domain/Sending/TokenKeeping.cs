namespace IseMail.Domain.Sending;

/// <summary>
/// What one client knows of its tokens: the one at hand, kept until it is renewed, and how long the token service wants to be
/// left alone. Both say when somebody who needs a token has to ask for one.
/// </summary>
/// <typeparam name="TToken">A token.</typeparam>
/// <param name="Token">The token at hand; <c>null</c>: none.</param>
/// <param name="RenewAt">From when on it is not handed out any more.</param>
/// <param name="Asked">The refusal that asked for a pause; <c>null</c>: none did.</param>
/// <param name="AskedUntil">When that pause is over.</param>
public sealed record TokenKeeping<TToken>(TToken? Token, DateTimeOffset RenewAt, ConnectionFailure? Asked, DateTimeOffset AskedUntil)
    where TToken : class
{
    /// <summary>Nothing has been asked for.</summary>
    public static TokenKeeping<TToken> Empty { get; } = new(null, default, null, default);

    /// <summary>What somebody is given who needs a token; neither: it has to be fetched.</summary>
    /// <param name="refused">A token that the server has refused: never handed out again. <c>null</c>: none has been.</param>
    /// <param name="now">The present.</param>
    public (TToken? Token, ConnectionFailure? Failure) Look(TToken? refused, DateTimeOffset now)
    {
        // A refusal of an older token says nothing about this one, so several refusals of one token fetch once.
        if (Token is not null && RenewAt > now && !Token.Equals(refused)) return (Token, null);
        return Asked is not null && AskedUntil > now ? (null, Asked with { RetryAfter = AskedUntil - now }) : (null, null);
    }

    /// <summary>A token was fetched.</summary>
    /// <param name="token">It.</param>
    /// <param name="renewAt">When it is renewed.</param>
    public static TokenKeeping<TToken> Issued(TToken token, DateTimeOffset renewAt) => Empty with { Token = token, RenewAt = renewAt };

    /// <summary>None could be fetched.</summary>
    /// <param name="failure">Why; <c>null</c>: nobody foresaw it.</param>
    /// <param name="now">The present.</param>
    public static TokenKeeping<TToken> Refused(ConnectionFailure? failure, DateTimeOffset now) =>
        failure?.RetryAfter is { } wait ? Empty with { Asked = failure, AskedUntil = now + wait } : Empty;
}
