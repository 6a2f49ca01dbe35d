using System.Collections.Immutable;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Tenants;

/// <summary>
/// The tenant's directory at an instant: what its administrators have made of Entra ID and Exchange Online. Changes are
/// made by cmdlets (<see cref="Cmdlets.CmdletCatalogue"/>), each of which yields another directory or refuses.
/// </summary>
/// <param name="TenantId">Directory ID.</param>
/// <param name="Domain">Its verified domain.</param>
/// <param name="Applications">App registrations.</param>
/// <param name="Users">Users with their mailboxes.</param>
/// <param name="Permissions">Permissions in Exchange Online.</param>
/// <param name="Organization">Settings of the whole tenant.</param>
public sealed record TenantDirectory(
    Guid TenantId,
    string Domain,
    ImmutableArray<RegisteredApplication> Applications,
    ImmutableArray<TenantUser> Users,
    ExchangePermissions Permissions,
    OrganizationSettings Organization)
{
    private const string TopologySecret = "client secret of the topology";

    /// <summary>
    /// The directory that a topology describes. Addresses that a mailbox may send as are recipients without a licence, as
    /// shared mailboxes are.
    /// </summary>
    /// <param name="settings">What the topology says.</param>
    /// <param name="secretOf">An application's secret; <c>null</c>: it has none.</param>
    /// <param name="passwordOf">A user's password; <c>null</c>: it has none.</param>
    /// <param name="hash">Hashes with a salt of its own.</param>
    public static TenantDirectory Of(TenantSettings settings, Func<Guid, string?> secretOf, Func<EmailAddress, string?> passwordOf, Func<string, SaltedHash> hash)
    {
        var users = settings.Mailboxes.DistinctBy(mailbox => mailbox.Address).Select(User).ToList();
        foreach (var address in settings.Mailboxes.SelectMany(mailbox => mailbox.SendAs))
        {
            if (users.TrueForAll(user => user.Address != address)) users.Add(new TenantUser(address, address.Value) { Licensed = false });
        }
        return new TenantDirectory(
            settings.TenantId,
            settings.Domain,
            [.. settings.Applications.DistinctBy(application => application.ClientId).Select(Application)],
            [.. users],
            new ExchangePermissions(
                [.. settings.ServicePrincipals.Distinct()],
                [.. settings.Mailboxes.SelectMany(mailbox => mailbox.FullAccess.Select(id => new MailboxPermission(mailbox.Address, id))).Distinct()],
                [.. settings.Mailboxes.SelectMany(mailbox => mailbox.SendAs.Select(address => new RecipientPermission(address, mailbox.Address))).Distinct()],
                settings.RoleAssignments),
            new OrganizationSettings(
                settings.SmtpClientAuthenticationDisabled, settings.SecurityDefaults, settings.BasicAuthentication, settings.Limits, settings.Refusal,
                settings.AccessTokenLifetime, settings.PropagationDelay)
            {
                BlocksLegacyAuthentication = settings.BlocksLegacyAuthentication,
            });

        RegisteredApplication Application(ApplicationRegistration one) => new(
            one.Name, one.ClientId, one.RegistrationObjectId ?? RegisteredApplication.DerivedId(one.ClientId, "app registration"), one.PrincipalObjectId, one.Enabled,
            [.. one.Permissions.Concat(one.Unconsented).Distinct(StringComparer.Ordinal)], one.Permissions,
            secretOf(one.ClientId) is { } secret ? [new ClientSecret(TopologySecretId(one.ClientId), "from the topology", one.SecretExpires, hash(secret))] : []);

        TenantUser User(TenantMailbox one) => new(one.Address, one.DisplayName ?? one.Address.Value)
        {
            Licensed = one.Licensed,
            SignInBlocked = one.SignInBlocked,
            Password = one.Password is not null && passwordOf(one.Address) is { } password ? hash(password) : null,
            SmtpClientAuthenticationDisabled = one.SmtpClientAuthenticationDisabled,
            Quota = one.Quota,
            MaxSendSize = one.MaxSendSize,
            RecipientLimits = one.RecipientLimits,
        };
    }

    /// <summary>ID of the secret that a topology gives an application.</summary>
    public static Guid TopologySecretId(Guid clientId) => RegisteredApplication.DerivedId(clientId, TopologySecret);

    /// <summary>The user of an address.</summary>
    public TenantUser? User(EmailAddress address) => Users.FirstOrDefault(user => user.Address == address);

    /// <summary>The application of a client ID.</summary>
    public RegisteredApplication? Application(Guid appId) => Applications.FirstOrDefault(application => application.AppId == appId);

    /// <summary>What keeps this from being a directory, which it can be only if somebody wrote it by hand; <c>null</c>: it is one.</summary>
    public string? Inconsistency()
    {
        if (Applications.IsDefault || Users.IsDefault || Permissions.ServicePrincipals.IsDefault || Permissions.FullAccess.IsDefault || Permissions.SendAs.IsDefault || Permissions.Roles.IsDefault
            || Applications.Any(one => one.Requested.IsDefault || one.Consented.IsDefault || one.Secrets.IsDefault))
            return "a list is missing";
        if (Users.DistinctBy(one => one.Address).Count() != Users.Length) return "two users have the same address";
        if (Applications.DistinctBy(one => one.AppId).Count() != Applications.Length) return "two applications have the same client ID";
        if (Applications.SelectMany(one => one.Secrets).Select(one => one.Value).Concat(Users.Select(one => one.Password)).Any(hash => hash is { IsWhole: false })) return "the hash of a secret is damaged";
        var limits = Organization.Limits;
        return limits.Per <= TimeSpan.Zero || Organization.PropagationDelay < TimeSpan.Zero || Organization.AccessTokenLifetime.Longest < Organization.AccessTokenLifetime.Shortest
            || int.Min(int.Min(limits.Connections, limits.Messages), int.Min(limits.RecipientsPerDay, int.Min(limits.OnMicrosoftRecipientsPerDay, limits.ExternalRecipientsPerDay))) < 0
            ? "a limit or a span is less than nothing"
            : null;
    }

    /// <summary>The directory with another version of an application it has.</summary>
    public TenantDirectory With(RegisteredApplication application) =>
        this with { Applications = [.. Applications.Select(one => one.AppId == application.AppId ? application : one)] };

    /// <summary>The directory with another version of a user it has.</summary>
    public TenantDirectory With(TenantUser user) => this with { Users = [.. Users.Select(one => one.Address == user.Address ? user : one)] };

    /// <summary>
    /// The directory with the objects of another one: what an applied file says. Secrets and passwords that the file does
    /// not give stay as they are, since nobody could read them to write them into it.
    /// </summary>
    public TenantDirectory ReplacedBy(TenantDirectory other) => other with
    {
        Applications = [.. other.Applications.Select(one => one.Secrets.IsEmpty && Application(one.AppId) is { } before ? one with { Secrets = before.Secrets } : one)],
        Users = [.. other.Users.Select(one => User(one.Address) is { } before ? one with { Password = one.Password ?? before.Password, SentItemsClearedAt = before.SentItemsClearedAt } : one)],
    };

    /// <summary>The directory with the topology's secret of an application in place of what it was, if the application still has it.</summary>
    public TenantDirectory WithTopologySecret(Guid clientId, string value, Func<string, SaltedHash> hash)
    {
        if (Application(clientId) is not { } application) return this;
        var id = TopologySecretId(clientId);
        var kept = application.Secrets.FirstOrDefault(secret => secret.SecretId == id);
        return kept is null || kept.Value.Matches(value)
            ? this
            : With(application with { Secrets = application.Secrets.Replace(kept, kept with { Value = hash(value) }) });
    }
}

/// <summary>What holds for the whole tenant.</summary>
/// <param name="SmtpClientAuthenticationDisabled">The tenant's switch (<c>Set-TransportConfig</c>).</param>
/// <param name="SecurityDefaults">Whether security defaults are on.</param>
/// <param name="BasicAuthentication">What becomes of a user and password.</param>
/// <param name="Limits">What each mailbox may submit.</param>
/// <param name="Refusal">How a token is refused.</param>
/// <param name="AccessTokenLifetime">How long issued tokens last.</param>
/// <param name="PropagationDelay">How long a change of permissions takes to be in effect.</param>
public sealed record OrganizationSettings(
    bool SmtpClientAuthenticationDisabled,
    bool SecurityDefaults,
    BasicAuthentication BasicAuthentication,
    SubmissionLimits Limits,
    TokenRefusalStyle Refusal,
    TokenLifetime AccessTokenLifetime,
    TimeSpan PropagationDelay)
{
    /// <summary>Whether a policy of Conditional Access blocks legacy authentication, which concerns user and password alone.</summary>
    public bool BlocksLegacyAuthentication { get; init; }
}
