using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.RegularExpressions;
using IseMail.Domain.Sending;
using Microsoft.Identity.Client;

namespace IseMail.Cluster.Sending;

/// <summary>
/// What a failed fetch of a token means. By AADSTS number where there is one, else by HTTP status: Microsoft keeps the
/// texts free to change (M-ERR).
/// </summary>
internal static partial class TokenFailure
{
    /// <summary>The failure that <paramref name="exception"/> stands for.</summary>
    /// <param name="exception">What the fetch threw.</param>
    /// <param name="authority">The token service's address, for the reason.</param>
    /// <param name="retryAfter">How long it asked to be left alone.</param>
    /// <param name="certificate">Why its certificate was not believed, where that was it.</param>
    public static ConnectionFailure Of(Exception exception, Uri authority, TimeSpan? retryAfter, string? certificate) => exception switch
    {
        MsalServiceException { StatusCode: > 0 } service => Answered(service, authority, retryAfter),
        _ when Find<AuthenticationException>(exception) is { } tls =>
            Make(ConnectionFailureKind.Configuration, $"{authority.Host}: {certificate ?? tls.Message}", null),
        _ when Find<SocketException>(exception) is { } socket =>
            Make(ConnectionFailureKind.Transient, $"{authority.Authority} not reached: {socket.Message}", null),
        JsonException => Make(ConnectionFailureKind.Transient, $"{authority.Host} answered with something that is no token; a proxy's page, perhaps", retryAfter),
        MsalServiceException or HttpRequestException or IOException or OperationCanceledException =>
            Make(ConnectionFailureKind.Transient, $"no answer from {authority.Authority}: {exception.Message}", retryAfter),
        _ => Make(ConnectionFailureKind.Configuration, $"no token from {authority.Authority}: {exception.Message}", retryAfter),
    };

    /// <summary>A failure at the token stage, its reason on one line.</summary>
    public static ConnectionFailure Make(ConnectionFailureKind kind, string reason, TimeSpan? retryAfter) =>
        new(ConnectionStage.Token, kind, OneLine(reason), retryAfter);

    private static ConnectionFailure Answered(MsalServiceException service, Uri authority, TimeSpan? retryAfter)
    {
        // MSAL has a sentence of its own for every 5xx; what the service said is then only in the body.
        var said = Number().IsMatch(service.Message) || !Number().IsMatch(service.ResponseBody ?? "")
            ? service.Message
            : Sentence().Match(service.ResponseBody!).Value;
        var number = Number().Match(said) is { Success: true } match ? match.Groups["number"].Value : null;
        var passing = service.StatusCode is 408 or 429 or >= 500
            || service.ErrorCode is "temporarily_unavailable" or "request_timeout"
            || number is "90055" or "90033" or "90006" or "90024";
        // The trace that follows the sentence differs every time and says nothing to whoever reads the reason.
        var text = Trace().Replace(said, "");
        var reason = string.Create(CultureInfo.InvariantCulture, $"{authority.Host} answered {service.StatusCode} {service.ErrorCode}: {text}");
        return Make(passing ? ConnectionFailureKind.Transient : ConnectionFailureKind.Configuration, reason, retryAfter);
    }

    private static T? Find<T>(Exception? exception) where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found) return found;
        }
        return null;
    }

    private static string OneLine(string text)
    {
        var line = Blanks().Replace(text, " ").Trim();
        return line.Length <= SmtpReply.MaxTextLength ? line : line[..SmtpReply.MaxTextLength];
    }

    [GeneratedRegex(@"AADSTS(?<number>\d{1,9})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"AADSTS[^""\\]*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\s*(Trace ID|Correlation ID|Timestamp):.*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Trace();

    [GeneratedRegex(@"[\s\p{C}]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Blanks();
}
