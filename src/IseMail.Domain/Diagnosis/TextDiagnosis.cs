using IseMail.Domain.Texts;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Diagnosis;

/// <summary>
/// Why no mail leaves, from a text that somebody pastes: a message of ISE's page, a line of guest.log, an AADSTS error, a
/// reply of Exchange Online. Nothing but the text is known, so what looks alike stays apart only where the text tells.
/// </summary>
public static partial class TextDiagnosis
{
    private const int LongestEvidence = 300;

    private static readonly (string Words, ConnectionProblem Problem, ConnectionStage Stage)[] Messages =
    [
        ("407 Proxy Authentication Required", ConnectionProblem.ProxyLoginRefused, ConnectionStage.Proxy),
        ("Unable to tunnel through proxy", ConnectionProblem.ProxyRefused, ConnectionStage.Proxy),
        ("opened no tunnel to", ConnectionProblem.ProxyRefused, ConnectionStage.Proxy),
        ("no address is known for the proxy", ConnectionProblem.NameUnknown, ConnectionStage.Proxy),
        ("nobody listens at the proxy", ConnectionProblem.Refused, ConnectionStage.Proxy),
        ("the proxy in front of", ConnectionProblem.TimedOut, ConnectionStage.Proxy),
        (IseMessages.InvalidTenant, ConnectionProblem.TenantInvalid, ConnectionStage.Token),
        (IseMessages.InvalidSecret, ConnectionProblem.SecretInvalid, ConnectionStage.Token),
        (IseMessages.InvalidAddress, ConnectionProblem.AuthenticationUnsuccessful, ConnectionStage.Authentication),
        (IseMessages.NoCertificationPath, ConnectionProblem.CertificateUntrusted, ConnectionStage.Tls),
        ("PKIX path building failed", ConnectionProblem.CertificateUntrusted, ConnectionStage.Tls),
        ("CertificateExpiredException", ConnectionProblem.CertificateOutOfTime, ConnectionStage.Tls),
        ("CertificateNotYetValidException", ConnectionProblem.CertificateOutOfTime, ConnectionStage.Tls),
        ("No subject alternative", ConnectionProblem.CertificateOfAnother, ConnectionStage.Tls),
        ("connect timed out", ConnectionProblem.TimedOut, ConnectionStage.Tcp),
        ("UnknownHostException", ConnectionProblem.NameUnknown, ConnectionStage.NameResolution),
        ("unknown host", ConnectionProblem.NameUnknown, ConnectionStage.NameResolution),
        ("Connection refused", ConnectionProblem.Refused, ConnectionStage.Tcp),
        ("mail is not configured", ConnectionProblem.NotConfigured, ConnectionStage.Token),
        ("Connection reset", ConnectionProblem.Broken, ConnectionStage.Tcp),
    ];

    /// <summary>The causes that explain <paramref name="text"/>; empty: it says nothing that is known.</summary>
    public static ImmutableArray<Finding> Of(string text)
    {
        // What the other side said is more exact than what ISE makes of it, so it is looked for first.
        if (Aadsts().Match(text) is { Success: true } number)
        {
            var line = Evidence(text, number.Index);
            var (kind, problem) = TokenRefusals.Meaning(400, "", int.Parse(number.Groups["number"].ValueSpan, CultureInfo.InvariantCulture));
            var findings = Of(new ConnectionFailure(ConnectionStage.Token, kind, line, Problem: problem, Party: ConnectionParty.TokenService));
            if (!findings.IsEmpty) return findings;
        }
        if (Reply().Match(text) is { Success: true } reply)
        {
            var line = Evidence(text, reply.Index);
            var parsed = SmtpReply.Of(int.Parse(reply.Groups["code"].ValueSpan, CultureInfo.InvariantCulture), reply.Groups["text"].Value);
            if (SubmissionDiagnosis.Of(parsed, line) is { IsEmpty: false } submission) return submission;
            var findings = Of(ReplyClassification.OfConnection(ConnectionStage.Authentication, parsed) with { Reason = line });
            if (!findings.IsEmpty) return findings;
        }
        foreach (var (words, problem, stage) in Messages)
        {
            if (!text.Contains(words, StringComparison.OrdinalIgnoreCase)) continue;
            var party = text.Contains("token service", StringComparison.OrdinalIgnoreCase) || text.Contains("ExchangeOnlineP", StringComparison.Ordinal)
                ? ConnectionParty.TokenService
                : ConnectionParty.SubmissionServer;
            return Of(new ConnectionFailure(stage, ConnectionFailureKind.Configuration, Evidence(text, 0), Problem: problem, Party: party));
        }
        return [];
    }

    // What tells must be in it, however much stands in front of it.
    private static string Evidence(string text, int telling) =>
        Notices.NoticeText.OneLine((telling < LongestEvidence / 2 ? text : text[telling..]).ReplaceLineEndings(" "), LongestEvidence);

    private static ImmutableArray<Finding> Of(ConnectionFailure failure) => ConnectionDiagnosis.Of(failure, null, null, null, false, TenantFacts.Unknown);

    [GeneratedRegex(@"AADSTS(?<number>\d{1,9})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, PatternPatience.Milliseconds)]
    private static partial Regex Aadsts();

    [GeneratedRegex(@"(?<![\d.:])(?<code>[245]\d\d)[ -](?<text>\d\.\d{1,3}\.\d{1,3}\b.*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, PatternPatience.Milliseconds)]
    private static partial Regex Reply();
}
