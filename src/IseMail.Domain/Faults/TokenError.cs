using System.Collections.Immutable;

namespace IseMail.Domain.Faults;

/// <summary>An error of Entra ID that a fault can bring about (M-ERR; the HTTP statuses rest on reports, domain facts D3).</summary>
/// <param name="Number">Number of the AADSTS code.</param>
/// <param name="Error">The OAuth error code (RFC 6749, section 5.2).</param>
/// <param name="HttpStatus">Status of the HTTP answer.</param>
/// <param name="Text">The description without its code.</param>
public sealed record TokenError(int Number, string Error, int HttpStatus, string Text)
{
    private const string Request = "invalid_request";
    private const string Client = "invalid_client";
    private const string Passing = "temporarily_unavailable";

    /// <summary>Every known one, by number.</summary>
    public static ImmutableArray<TokenError> All { get; } =
    [
        new(70003, "unsupported_grant_type", 400, "The app requested an unsupported grant type."),
        new(70011, "invalid_scope", 400, "The provided value for the input parameter 'scope' is not valid."),
        new(90002, Request, 400, "Tenant not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud."),
        new(90006, Passing, 504, "External server error that can be retried."),
        new(90024, Passing, 503, "Request budget exceeded. A transient error has occurred. Please try again."),
        new(90033, Passing, 503, "A transient error has occurred. Please try again."),
        new(90055, Passing, 429, "The request has been throttled because the tenant has exceeded its limit of requests."),
        new(500011, "invalid_resource", 400, "The resource principal was not found in the tenant."),
        new(700016, "unauthorized_client", 400, "Application was not found in the directory."),
        new(700022, Request, 400, "The provided value for the input parameter 'scope' is not valid because it contains more than one resource."),
        new(900023, Request, 400, "Specified tenant identifier is neither a valid DNS name, nor a valid external domain."),
        new(900144, Request, 400, "The request body must contain a parameter that is missing."),
        new(1002012, "invalid_scope", 400, "The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI)."),
        new(7000112, "unauthorized_client", 400, "Application is disabled."),
        new(7000215, Client, 401, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID."),
        new(7000216, Client, 401, "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type."),
        new(7000218, Request, 400, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."),
        new(7000222, Client, 401, "The provided client secret keys are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret."),
        new(9001023, Request, 400, "The grant type is not supported over the /common or /consumers endpoints."),
    ];
}
