using System.Collections.Immutable;

namespace IseMail.Domain.Tenants;

/// <summary>An error of Entra ID's token service.</summary>
/// <param name="Number">Number of the AADSTS code.</param>
/// <param name="Error">The OAuth error code (RFC 6749, section 5.2).</param>
/// <param name="Status">Status of the HTTP answer.</param>
/// <param name="Text">The description without its code, with the parts of the request that it names in braces.</param>
/// <param name="By">What leads to it in this tenant.</param>
/// <param name="Source">Where it was read, by the keys of docs/replies.md.</param>
/// <param name="RetryAfter">What the answer's header Retry-After says; <c>null</c>: it has none.</param>
public sealed record EntraError(int Number, string Error, int Status, string Text, ReachedBy By, string Source, TimeSpan? RetryAfter = null)
{
    /// <summary>The answer to <paramref name="request"/>, which names what this request said and what <paramref name="tenant"/> knows of it.</summary>
    public TokenAnswer.Refused Refuse(TenantDirectory tenant, TokenRequest request) =>
        new(Number, Error, Status, ReplyTemplate.Fill(Text, name => request.Part(tenant, name)), RetryAfter);
}

/// <summary>
/// The errors that this tenant's token service can give: numbers and meanings as in Microsoft's list (M-ERR), words and HTTP
/// statuses as in it or in recorded answers (I-AADSTS). docs/replies.md says of each how it is reached.
/// </summary>
public static class EntraErrors
{
    private const string Request = "invalid_request";
    private const string Client = "invalid_client";
    private const string Passing = "temporarily_unavailable";
    private const string Words = "M-ERR; words I-AADSTS";

    /// <summary>The tenant in the address is neither a GUID nor a domain.</summary>
    public static EntraError TenantMalformed { get; } = Rule(900023, Request, 400, "Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain.", "I-AADSTS");

    /// <summary>No such tenant.</summary>
    public static EntraError TenantNotFound { get; } = Rule(90002, Request, 400, "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.", Words);

    /// <summary><c>/common</c> or the like with this grant.</summary>
    public static EntraError NotForCommon { get; } = Rule(9001023, Request, 400, "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.", "M-ERR");

    /// <summary>A parameter is missing.</summary>
    public static EntraError ParameterMissing { get; } = Rule(900144, Request, 400, "The request body must contain the following parameter: '{parameter}'.", "M-ERR");

    /// <summary>The form cannot be read.</summary>
    public static EntraError InputInvalid { get; } = Rule(90013, Request, 400, "Invalid input received from the user.", Words);

    /// <summary>A grant that the service does not know.</summary>
    public static EntraError GrantUnsupported { get; } = Rule(70003, "unsupported_grant_type", 400, "The app requested an unsupported grant type '{grant}'.", Words);

    /// <summary>A scope that is none.</summary>
    public static EntraError ScopeMalformed { get; } = Rule(70011, "invalid_scope", 400, "The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid.", "M-ERR, M-CC");

    /// <summary>A scope without <c>/.default</c>.</summary>
    public static EntraError ScopeNotDefault { get; } = Rule(1002012, "invalid_scope", 400, "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).", "M-CC; words I-AADSTS");

    /// <summary>Scopes of several resources.</summary>
    public static EntraError SeveralResources { get; } = Rule(700022, Request, 400, "The provided value for the input parameter scope is not valid because it contains more than one resource. The scope {scope} is not valid.", Words);

    /// <summary>No such resource in the tenant.</summary>
    public static EntraError ResourceNotFound { get; } = Rule(500011, "invalid_resource", 400, "The resource principal named {resource} was not found in the tenant named {domain}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.", Words);

    /// <summary>No such application in the tenant.</summary>
    public static EntraError ApplicationNotFound { get; } = Rule(700016, "unauthorized_client", 400, "Application with identifier '{client}' was not found in the directory '{domain}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.", Words);

    /// <summary>The application is disabled.</summary>
    public static EntraError ApplicationDisabled { get; } = Rule(7000112, "unauthorized_client", 400, "Application '{client}'({name}) is disabled.", Words);

    /// <summary>No secret in a request with client credentials.</summary>
    public static EntraError CredentialMissing { get; } = Rule(7000216, Client, 401, "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.", "I-AADSTS");

    /// <summary>No secret in a request with another grant: the tenant's applications are confidential ones.</summary>
    public static EntraError ConfidentialClient { get; } = Rule(7000218, Client, 401, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.", "M-ERR, I-AADSTS");

    /// <summary>A wrong secret, often its ID.</summary>
    public static EntraError SecretInvalid { get; } = Rule(7000215, Client, 401, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{client}'.", Words);

    /// <summary>A secret that has ended.</summary>
    public static EntraError SecretExpired { get; } = Rule(7000222, Client, 401, "The provided client secret keys for app '{client}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.", Words);

    /// <summary>The tenant is throttled.</summary>
    public static EntraError Throttled { get; } = Fault(90055, 429, "There are too many incoming requests.", "M-ERR, M-MSALDOC") with { RetryAfter = TimeSpan.FromSeconds(60) };

    /// <summary>A passing fault.</summary>
    public static EntraError Transient { get; } = Fault(90033, 503, "A transient error has occurred. Please try again.", Words);

    /// <summary>A passing fault of another service.</summary>
    public static EntraError ExternalServer { get; } = Fault(90006, 504, "The service is temporarily unavailable.", "M-ERR");

    /// <summary>The request's budget is used up.</summary>
    public static EntraError BudgetExceeded { get; } = Fault(90024, 503, "A transient error has occurred. Try again.", "M-ERR");

    /// <summary>Every one of them.</summary>
    public static ImmutableArray<EntraError> All { get; } =
    [
        TenantMalformed, TenantNotFound, NotForCommon, ParameterMissing, InputInvalid, GrantUnsupported, ScopeMalformed, ScopeNotDefault, SeveralResources,
        ResourceNotFound, ApplicationNotFound, ApplicationDisabled, CredentialMissing, ConfidentialClient, SecretInvalid, SecretExpired,
        Throttled, Transient, ExternalServer, BudgetExceeded,
    ];

    /// <summary>The error of that number; <c>null</c>: there is none.</summary>
    public static EntraError? Find(int number) => All.FirstOrDefault(error => error.Number == number);

    private static EntraError Rule(int number, string error, int status, string text, string source) => new(number, error, status, text, ReachedBy.Rule, source);

    private static EntraError Fault(int number, int status, string text, string source) => new(number, Passing, status, text, ReachedBy.Fault, source);
}
