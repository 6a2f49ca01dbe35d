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
/// The errors that this tenant's token service can give. Numbers and meanings come from Microsoft's list (M-ERR), texts and
/// HTTP statuses from it and from issue threads. docs/replies.md says of each how it is reached.
/// </summary>
public static class EntraErrors
{
    /// <summary>The tenant in the address is neither a GUID nor a domain.</summary>
    public static EntraError TenantMalformed { get; } = Invalid(900023, "Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain.");

    /// <summary>No such tenant.</summary>
    public static EntraError TenantNotFound { get; } = Invalid(90002, "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.");

    /// <summary><c>/common</c> or the like with this grant.</summary>
    public static EntraError NotForCommon { get; } = Invalid(9001023, "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.");

    /// <summary>A parameter is missing.</summary>
    public static EntraError ParameterMissing { get; } = Invalid(900144, "The request body must contain the following parameter: '{parameter}'.");

    /// <summary>The form cannot be read.</summary>
    public static EntraError InputInvalid { get; } = Invalid(90013, "Invalid input received from the user.");

    /// <summary>A grant that the service does not know.</summary>
    public static EntraError GrantUnsupported { get; } = new(70003, "unsupported_grant_type", 400, "The app requested an unsupported grant type '{grant}'.", ReachedBy.Rule, "M-ERR");

    /// <summary>A scope that is none.</summary>
    public static EntraError ScopeMalformed { get; } = new(70011, "invalid_scope", 400, "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid.", ReachedBy.Rule, "M-ERR");

    /// <summary>A scope without <c>/.default</c>.</summary>
    public static EntraError ScopeNotDefault { get; } = new(1002012, "invalid_scope", 400, "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).", ReachedBy.Rule, "M-CC");

    /// <summary>Scopes of several resources.</summary>
    public static EntraError SeveralResources { get; } = Invalid(700022, "The provided value for the input parameter 'scope' is not valid because it contains more than one resource. Scope {scope}.");

    /// <summary>No such resource in the tenant.</summary>
    public static EntraError ResourceNotFound { get; } = new(500011, "invalid_resource", 400, "The resource principal named {resource} was not found in the tenant named {domain}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.", ReachedBy.Rule, "M-ERR");

    /// <summary>No such application in the tenant.</summary>
    public static EntraError ApplicationNotFound { get; } = new(700016, "unauthorized_client", 400, "Application with identifier '{client}' was not found in the directory '{domain}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.", ReachedBy.Rule, "M-ERR");

    /// <summary>The application is disabled.</summary>
    public static EntraError ApplicationDisabled { get; } = new(7000112, "unauthorized_client", 400, "Application '{client}'({name}) is disabled.", ReachedBy.Rule, "M-ERR");

    /// <summary>No secret in a request with client credentials.</summary>
    public static EntraError CredentialMissing { get; } = new(7000216, "invalid_client", 401, "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.", ReachedBy.Rule, "M-ERR");

    /// <summary>No secret in a request with another grant: the tenant's applications are confidential ones.</summary>
    public static EntraError ConfidentialClient { get; } = Invalid(7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.");

    /// <summary>A wrong secret, often its ID.</summary>
    public static EntraError SecretInvalid { get; } = new(7000215, "invalid_client", 401, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{client}'.", ReachedBy.Rule, "M-ERR");

    /// <summary>A secret that has ended.</summary>
    public static EntraError SecretExpired { get; } = new(7000222, "invalid_client", 401, "The provided client secret keys for app '{client}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.", ReachedBy.Rule, "M-ERR");

    /// <summary>The tenant is throttled.</summary>
    public static EntraError Throttled { get; } = new(90055, "temporarily_unavailable", 429, "The request has been throttled because the tenant has exceeded its limit of requests.", ReachedBy.Fault, "M-ERR, M-MSALDOC", TimeSpan.FromSeconds(60));

    /// <summary>A passing fault.</summary>
    public static EntraError Transient { get; } = new(90033, "temporarily_unavailable", 503, "A transient error has occurred. Please try again.", ReachedBy.Fault, "M-ERR");

    /// <summary>A passing fault of another service.</summary>
    public static EntraError ExternalServer { get; } = new(90006, "temporarily_unavailable", 504, "External server error that can be retried.", ReachedBy.Fault, "M-ERR");

    /// <summary>The request's budget is used up.</summary>
    public static EntraError BudgetExceeded { get; } = new(90024, "temporarily_unavailable", 503, "Request budget exceeded. A transient error has occurred. Please try again.", ReachedBy.Fault, "M-ERR");

    /// <summary>Every one of them.</summary>
    public static ImmutableArray<EntraError> All { get; } =
    [
        TenantMalformed, TenantNotFound, NotForCommon, ParameterMissing, InputInvalid, GrantUnsupported, ScopeMalformed, ScopeNotDefault, SeveralResources,
        ResourceNotFound, ApplicationNotFound, ApplicationDisabled, CredentialMissing, ConfidentialClient, SecretInvalid, SecretExpired,
        Throttled, Transient, ExternalServer, BudgetExceeded,
    ];

    /// <summary>The error of that number; <c>null</c>: there is none.</summary>
    public static EntraError? Find(int number) => All.FirstOrDefault(error => error.Number == number);

    private static EntraError Invalid(int number, string text) => new(number, "invalid_request", 400, text, ReachedBy.Rule, "M-ERR");
}
