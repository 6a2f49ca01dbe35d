namespace IseMail.Domain.Sending;

/// <summary>
/// What a refusal of the token service means: by AADSTS number where there is one, else by OAuth's error and the HTTP
/// status. Microsoft keeps the texts free to change (M-ERR), so they say nothing here.
/// </summary>
public static class TokenRefusals
{
    /// <summary>The meaning of one refusal.</summary>
    /// <param name="status">Status of the HTTP answer.</param>
    /// <param name="error">OAuth's <c>error</c>, or empty.</param>
    /// <param name="aadsts">Number of the AADSTS code; <c>null</c>: the answer has none.</param>
    public static (ConnectionFailureKind Kind, ConnectionProblem Problem) Meaning(int status, string error, int? aadsts) => aadsts switch
    {
        90055 => (ConnectionFailureKind.Transient, ConnectionProblem.TokensThrottled),
        90033 or 90006 or 90024 => (ConnectionFailureKind.Transient, ConnectionProblem.TokensUnavailable),
        _ when status == 429 => (ConnectionFailureKind.Transient, ConnectionProblem.TokensThrottled),
        _ when status is 408 or >= 500 || error is "temporarily_unavailable" or "request_timeout" => (ConnectionFailureKind.Transient, ConnectionProblem.TokensUnavailable),
        _ => (ConnectionFailureKind.Configuration, Lasting(status, error, aadsts)),
    };

    private static ConnectionProblem Lasting(int status, string error, int? aadsts) => aadsts switch
    {
        900023 or 90002 or 9001023 => ConnectionProblem.TenantInvalid,
        700016 or 7000112 => ConnectionProblem.ClientInvalid,
        7000215 => ConnectionProblem.SecretInvalid,
        7000222 => ConnectionProblem.SecretExpired,
        1002012 or 70011 or 700022 or 500011 => ConnectionProblem.ScopeInvalid,
        900144 or 90013 or 70003 or 7000216 or 7000218 => ConnectionProblem.TokenRequestInvalid,
        not null => ConnectionProblem.TokenRefused,
        // A service that is not Entra ID has no numbers.
        null when status == 404 => ConnectionProblem.TenantInvalid,
        null => error switch
        {
            "invalid_client" => ConnectionProblem.SecretInvalid,
            "unauthorized_client" => ConnectionProblem.ClientInvalid,
            "invalid_scope" => ConnectionProblem.ScopeInvalid,
            _ => ConnectionProblem.TokenRefused,
        },
    };
}
