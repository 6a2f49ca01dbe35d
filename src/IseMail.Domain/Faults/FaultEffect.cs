using IseMail.Domain.Tenants;

namespace IseMail.Domain.Faults;

/// <summary>What a fault does where it strikes.</summary>
public abstract record FaultEffect
{
    private FaultEffect() { }

    /// <summary>Whether nothing else can happen behind it: the command is answered, or the connection has ended.</summary>
    public virtual bool IsFinal => false;

    /// <summary>Whether it can strike at <paramref name="point"/>, which is not <see cref="FaultPoint.Any"/>.</summary>
    public virtual bool Suits(FaultPoint point) => point == FaultPoint.Token;

    private static bool IsOfSubmission(FaultPoint point) => point is not (FaultPoint.Token or FaultPoint.TokenConnection);

    /// <summary>
    /// The server says <paramref name="Text"/>, with <see cref="ReplyParts"/> in braces, instead of doing what it was asked
    /// to. After 421, and in place of the greeting, it closes the connection (RFC 5321, sections 3.1 and 3.8).
    /// </summary>
    public sealed record Reply(string Text) : FaultEffect
    {
        /// <summary>Whether the server closes the connection with it.</summary>
        public bool Closes(FaultPoint point) => point == FaultPoint.Greeting || Text.StartsWith("421", StringComparison.Ordinal);

        /// <inheritdoc/>
        public override bool IsFinal => true;

        /// <inheritdoc/>
        public override bool Suits(FaultPoint point) =>
            IsOfSubmission(point) && point is not (FaultPoint.Connect or FaultPoint.Handshake or FaultPoint.AfterData);
    }

    /// <summary>The connection is closed (FIN).</summary>
    public sealed record Disconnect : FaultEffect
    {
        /// <inheritdoc/>
        public override bool IsFinal => true;

        /// <inheritdoc/>
        public override bool Suits(FaultPoint point) => IsOfSubmission(point);
    }

    /// <summary>The connection is torn (RST).</summary>
    public sealed record Reset : FaultEffect
    {
        /// <inheritdoc/>
        public override bool IsFinal => true;

        /// <inheritdoc/>
        public override bool Suits(FaultPoint point) => IsOfSubmission(point);
    }

    /// <summary>Nothing is answered until the client gives up or the fault ends; then it goes on.</summary>
    public sealed record Stall : FaultEffect
    {
        /// <inheritdoc/>
        public override bool Suits(FaultPoint point) => point == FaultPoint.Token || IsOfSubmission(point);
    }

    /// <summary>It goes on after <paramref name="By"/>.</summary>
    public sealed record Delay(TimeSpan By) : FaultEffect
    {
        /// <inheritdoc/>
        public override bool Suits(FaultPoint point) => point == FaultPoint.Token || IsOfSubmission(point);
    }

    /// <summary>From here on the connection carries so many bytes a second in each direction, until the fault ends.</summary>
    public sealed record Slow(int BytesPerSecond) : FaultEffect
    {
        /// <inheritdoc/>
        public override bool Suits(FaultPoint point) => IsOfSubmission(point);
    }

    /// <summary>From here on what the client sends arrives and is acted on; what the server says does not arrive.</summary>
    public sealed record OneWay : FaultEffect
    {
        /// <inheritdoc/>
        public override bool Suits(FaultPoint point) => IsOfSubmission(point);
    }

    /// <summary>The server shows a certificate that is not to be believed.</summary>
    public sealed record WrongCertificate(CertificateFlaw Flaw) : FaultEffect
    {
        /// <inheritdoc/>
        public override bool Suits(FaultPoint point) => point is FaultPoint.TokenConnection or FaultPoint.Handshake;
    }

    /// <summary>The token endpoint closes the connection before TLS.</summary>
    public sealed record Refuse : FaultEffect
    {
        /// <inheritdoc/>
        public override bool IsFinal => true;

        /// <inheritdoc/>
        public override bool Suits(FaultPoint point) => point == FaultPoint.TokenConnection;
    }

    /// <summary>The token endpoint answers with this status and a page that is no JSON, as gateways do (M-MSALDOC).</summary>
    public sealed record Status(int Code, TimeSpan? RetryAfter) : FaultEffect
    {
        /// <inheritdoc/>
        public override bool IsFinal => true;
    }

    /// <summary>The token endpoint answers with an error, whose text names what this request said.</summary>
    public sealed record Aadsts(EntraError Error) : FaultEffect
    {
        /// <inheritdoc/>
        public override bool IsFinal => true;
    }

    /// <summary>Success, with a page in place of the token: what a captive proxy gives.</summary>
    public sealed record NotJson : FaultEffect
    {
        /// <inheritdoc/>
        public override bool IsFinal => true;
    }

    /// <summary>The answer ends in its middle.</summary>
    public sealed record Truncate : FaultEffect
    {
        /// <inheritdoc/>
        public override bool IsFinal => true;
    }

    /// <summary>Tokens are issued as of a clock that is ahead by so much, or behind where it is negative.</summary>
    public sealed record ClockSkew(TimeSpan By) : FaultEffect;

    /// <summary>Tokens are for another resource (M-OAUTH: Exchange then answers 535 5.7.3).</summary>
    public sealed record WrongAudience : FaultEffect;

    /// <summary>Tokens lack the role <c>SMTP.SendAsApp</c>, as without admin consent (M-CC).</summary>
    public sealed record WithoutRole : FaultEffect;
}

/// <summary>What is wrong with a certificate.</summary>
public enum CertificateFlaw
{
    /// <summary>Nobody who is trusted signed it.</summary>
    Untrusted,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It is for another host.</summary>
    OtherName,
}
