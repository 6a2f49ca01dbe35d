using System.Collections.Immutable;
using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;
using IseMail.Domain.Tenants.Cmdlets;

namespace IseMail.Domain.Tests.Tenants;

/// <summary>A directory with one application and one mailbox, and cmdlets run on it.</summary>
internal static class TenantDirectories
{
    public const string Mailbox = "ise-mail@contoso.example";
    public static readonly Guid App = new("11111111-0000-4000-8000-000000000001");
    public static readonly Guid Principal = new("22222222-0000-4000-8000-000000000001");
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static TenantDirectory Standard { get; } = TenantDirectory.Of(
        new TenantSettings(
            new Guid("aaaaaaaa-0000-4000-8000-000000000000"), "contoso.example",
            [new ApplicationRegistration("Cisco ISE", App, Principal, null, null, [ApplicationRegistration.SmtpSendAsApp])],
            [new ExchangeServicePrincipal(App, Principal)],
            [new TenantMailbox(new EmailAddress(Mailbox), [App], [new EmailAddress("alarms@contoso.example")])],
            SubmissionLimits.ExchangeOnline, TokenRefusalStyle.Direct, TokenLifetime.EntraId, TenantListeners.Loopback),
        _ => "the-secret", _ => null, Hash);

    /// <summary>What the token of the application says now.</summary>
    public static SubmissionIdentity Identity(this TenantDirectory directory)
    {
        var application = directory.Application(App)!;
        return new SubmissionIdentity(App, application.PrincipalObjectId, application.Consented);
    }

    public static TenantView View(this TenantDirectory directory) => new(directory, directory.Permissions);

    /// <summary>Runs lines of PowerShell's form, none of which may be refused; what follows a parameter's name up to the next is its value.</summary>
    public static TenantDirectory After(this TenantDirectory directory, params string[] lines) =>
        lines.Aggregate(directory, (before, line) => Run(before, line).ShouldBeOfType<CmdletOutcome.Done>(line).Directory);

    public static CmdletOutcome Run(TenantDirectory directory, string line)
    {
        var parts = line.Split(" -");
        var arguments = parts.Skip(1).Select(part => part.Split(' ', 2)).ToImmutableDictionary(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        return CmdletCatalogue.Run(directory, new CmdletCall(parts[0], arguments), Surroundings());
    }

    public static CmdletSurroundings Surroundings()
    {
        var ids = 0;
        return new CmdletSurroundings(Now, () => new Guid(++ids, 0, 0, new byte[8]), () => $"made-{++ids}", Hash);
    }

    public static SaltedHash Hash(string secret) => SaltedHash.Of(secret, new byte[SaltedHash.SaltLength]);
}
