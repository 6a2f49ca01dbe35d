using IseMail.Domain.Sending;

namespace IseMail.Cluster.Sending;

/// <summary>An access token for the mailbox. Prints as when it expires, never as itself.</summary>
/// <param name="Value">What AUTH XOAUTH2 carries. A secret.</param>
/// <param name="RenewAt">From when on another one is fetched: somewhat before it expires.</param>
public sealed record AccessToken(string Value, DateTimeOffset RenewAt)
{
    /// <summary>When it is renewed; never its value.</summary>
    public override string ToString() => $"access token, renewed at {RenewAt:O}";
}

/// <summary>How a demand for a token ended.</summary>
public abstract record TokenResult
{
    private TokenResult() { }

    /// <summary>There is one.</summary>
    public sealed record Issued(AccessToken Token) : TokenResult;

    /// <summary>There is none; the stage is <see cref="ConnectionStage.Token"/>.</summary>
    public sealed record Failed(ConnectionFailure Failure) : TokenResult;
}
