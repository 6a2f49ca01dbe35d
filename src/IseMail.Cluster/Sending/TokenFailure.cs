using IseMail.Domain.Texts;
using System.Globalization;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.RegularExpressions;
using IseMail.Cluster.Network;
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
    /// <param name="http">What is known of the request.</param>
    /// <param name="timeout">How long it had.</param>
    public static ConnectionFailure Of(Exception exception, Uri authority, EntraHttp http, TimeSpan timeout)
    {
        if (exception is JsonException)
        {
            return Make(
                ConnectionStage.Token, ConnectionFailureKind.Transient, ConnectionProblem.TokensUnavailable,
                $"{authority.Host} answered with something that is no token; a proxy's page, perhaps", http.RetryAfter);
        }
        if (exception is MsalServiceException { StatusCode: > 0 } service) return Answered(service, authority, http.RetryAfter);
        if (http.Mistrust is { } mistrust)
            return Make(ConnectionStage.Tls, ConnectionFailureKind.Configuration, mistrust.Problem, $"{authority.Host}: {mistrust.Reason}", null);
        if (Find<AuthenticationException>(exception) is { } tls)
            return Make(ConnectionStage.Tls, ConnectionFailureKind.Configuration, ConnectionProblem.Broken, $"{authority.Host}: {tls.Message}", null);
        if (NetworkExceptions.Meaning(exception, authority.Host, authority.Authority) is { } fault) return Make(http.Stage, fault.Kind, fault.Problem, fault.Reason, null) with { UnknownName = fault.UnknownName };
        // MSAL tells of its client's time-out as a service's.
        if (exception is OperationCanceledException or MsalServiceException { ErrorCode: MsalError.RequestTimeout } || Find<TimeoutException>(exception) is not null)
        {
            return Make(
                http.Stage, ConnectionFailureKind.Transient, ConnectionProblem.TimedOut,
                string.Create(CultureInfo.InvariantCulture, $"no answer from {(http.Stage == ConnectionStage.Proxy ? "the proxy in front of " : "")}{authority.Authority} within {timeout.TotalSeconds:0.###} s"), null);
        }
        return exception is MsalServiceException or HttpRequestException or IOException
            ? Make(http.Stage, ConnectionFailureKind.Transient, ConnectionProblem.Broken, $"no answer from {authority.Authority}: {exception.Message}", http.RetryAfter)
            : Make(ConnectionStage.Token, ConnectionFailureKind.Configuration, ConnectionProblem.TokenRefused, $"no token from {authority.Authority}: {exception.Message}", http.RetryAfter);
    }

    /// <summary>A failure with the token service, its reason on one line.</summary>
    public static ConnectionFailure Make(ConnectionStage stage, ConnectionFailureKind kind, ConnectionProblem problem, string reason, TimeSpan? retryAfter) =>
        new(stage, kind, OneLine(reason), retryAfter, problem, ConnectionParty.TokenService);

    private static ConnectionFailure Answered(MsalServiceException service, Uri authority, TimeSpan? retryAfter)
    {
        // MSAL has sentences of its own for some answers; what the service said is in the body.
        var said = Description(service.ResponseBody) ?? service.Message;
        int? number = Number().Match(said) is { Success: true } match ? int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) : null;
        var (kind, problem) = TokenRefusals.Meaning(service.StatusCode, service.ErrorCode ?? "", number);
        // The trace that follows the sentence differs every time and says nothing to whoever reads the reason.
        var text = Trace().Replace(said, "");
        var reason = string.Create(CultureInfo.InvariantCulture, $"{authority.Host} answered {service.StatusCode} {service.ErrorCode}: {text}");
        return Make(ConnectionStage.Token, kind, problem, reason, retryAfter);
    }

    private static string? Description(string? body)
    {
        if (string.IsNullOrEmpty(body)) return null;
        try
        {
            using var answer = JsonDocument.Parse(body);
            return answer.RootElement is { ValueKind: JsonValueKind.Object } said && said.TryGetProperty("error_description", out var description) && description.ValueKind == JsonValueKind.String
                ? description.GetString()
                : null;
        }
        catch (JsonException)
        {
            // A proxy's page, or an answer that was cut short.
            return null;
        }
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

    [GeneratedRegex(@"AADSTS(?<number>\d{1,9})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, PatternPatience.Milliseconds)]
    private static partial Regex Number();

    [GeneratedRegex(@"\s*(Trace ID|Correlation ID|Timestamp):.*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, PatternPatience.Milliseconds)]
    private static partial Regex Trace();

    [GeneratedRegex(@"[\s\p{C}]+", RegexOptions.CultureInvariant, PatternPatience.Milliseconds)]
    private static partial Regex Blanks();
}
