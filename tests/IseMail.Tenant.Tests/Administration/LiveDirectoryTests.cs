using System.Text.Json.Nodes;
using IseMail.Domain.Tenants;
using IseMail.Domain.Tenants.Cmdlets;
using IseMail.Tenant.Administration;
using IseMail.Tenant.Tests.Replies;
using Serilog.Core;

namespace IseMail.Tenant.Tests.Administration;

/// <summary>What administrators change stays changed, and is seen when it should be.</summary>
public sealed class LiveDirectoryTests
{
    [Fact]
    public async Task What_was_changed_is_so_after_a_restart_and_full_Sent_Items_is_still_full()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        (await tenant.SubmitAsync()).ShouldStartWith("250 ");
        await tenant.RunAsync($"set-mailbox -Identity {AdministeredTenant.Mailbox} -ProhibitSendReceiveQuota 100");
        var secret = (await tenant.RunAsync($"add-application-password -AppId {AdministeredTenant.Client}"))[0]!["SecretText"]!.GetValue<string>();
        await tenant.StopTenantAsync();
        (await File.ReadAllTextAsync(Kept(tenant))).ShouldNotContain(secret);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(Kept(tenant)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await tenant.StartTenantAsync();
        (await tenant.SubmitAsync()).ShouldStartWith("554 5.2.2 ");
        var request = tenant.RightRequest();
        request["client_secret"] = secret;
        (await tenant.TokenAsync(request)).Status.ShouldBe(200);

        await tenant.RunAsync($"start-managed-folder-assistant -Identity {AdministeredTenant.Mailbox}");
        await tenant.StopTenantAsync();
        await tenant.StartTenantAsync();
        (await tenant.SubmitAsync()).ShouldStartWith("250 ", customMessage: "what was sent before it was emptied does not fill it again");
        tenant.Log.ShouldNotContain(secret);
    }

    [Fact]
    public async Task A_topology_whose_tenant_has_changed_begins_anew_and_the_log_says_so()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        await tenant.RunAsync("set-transport-config -SmtpClientAuthenticationDisabled true");
        await tenant.StopTenantAsync();
        await tenant.StartTenantAsync(settings: AdministeredTenant.Settings with { Listen = TenantListeners.Loopback with { HostName = "127.0.0.1" } });
        tenant.Tenant.Directory.Current.Organization.SmtpClientAuthenticationDisabled.ShouldBeTrue("where it listens is no part of the directory");
        await tenant.StopTenantAsync();

        await tenant.StartTenantAsync(settings: AdministeredTenant.Settings with { Domain = "fabrikam.example" });
        tenant.Tenant.Directory.Current.Organization.SmtpClientAuthenticationDisabled.ShouldBeFalse();
        tenant.Log.ShouldContain("the directory begins anew as the topology says");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"source\": \"x\", \"directory\": null}")]
    [InlineData("users")]
    [InlineData("applications")]
    [InlineData("secrets")]
    public async Task A_damaged_directory_is_refused_in_one_line_and_left_as_it_is(string damage)
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        await tenant.StopTenantAsync();
        var text = damage switch
        {
            "users" => Damaged(tenant, directory => directory["users"]!.AsArray().Add(directory["users"]![0]!.DeepClone())),
            "applications" => Damaged(tenant, directory => directory["applications"] = null),
            "secrets" => Damaged(tenant, directory => directory["applications"]![0]!["secrets"]![0]!["value"]!["salt"] = "AAAA"),
            _ => damage,
        };
        await File.WriteAllTextAsync(Kept(tenant), text);

        var refusal = await Should.ThrowAsync<DirectoryDamagedException>(() => tenant.StartTenantAsync());
        refusal.Message.ShouldStartWith($"the tenant's directory {Kept(tenant)} cannot be used: ");
        refusal.Message.ShouldEndWith("; mend it, or remove it and the tenant begins as the topology says");
        refusal.Message.ShouldNotContain('\n');
        (await File.ReadAllTextAsync(Kept(tenant))).ShouldBe(text);
    }

    [Fact]
    public void A_change_of_permissions_is_seen_by_the_services_when_its_delay_is_over_and_any_other_change_at_once()
    {
        var time = new ManualTime();
        var directory = LiveDirectory.InMemory(AdministeredTenant.Settings, TenantSecrets.None, time);
        Run("set-submission-limits", ("PropagationDelay", "00:10:00"));
        Run("remove-service-principal", ("Identity", AdministeredTenant.Client.ToString()));
        time.Advance(TimeSpan.FromMinutes(4));
        Run("new-service-principal", ("AppId", AdministeredTenant.Client.ToString()), ("ObjectId", Guid.Empty.ToString()));
        Run("set-transport-config", ("SmtpClientAuthenticationDisabled", "true"));

        directory.Current.Permissions.ServicePrincipals.ShouldHaveSingleItem().ObjectId.ShouldBe(Guid.Empty);
        directory.View.Organization.SmtpClientAuthenticationDisabled.ShouldBeTrue();
        directory.View.Directory.Permissions.ServicePrincipals.ShouldHaveSingleItem().ObjectId.ShouldNotBe(Guid.Empty);
        time.Advance(TimeSpan.FromMinutes(6));
        directory.View.Directory.Permissions.ServicePrincipals.ShouldBeEmpty();
        // A delay made shorter lets nothing overtake.
        Run("set-submission-limits", ("PropagationDelay", "00:00:00"));
        time.Advance(TimeSpan.FromMinutes(4));
        directory.View.Directory.Permissions.ServicePrincipals.ShouldHaveSingleItem().ObjectId.ShouldBe(Guid.Empty);

        void Run(string name, params (string, string)[] arguments) => directory.Run(CmdletCall.Of(name, arguments)).ShouldBeOfType<CmdletOutcome.Done>();
    }

    [Fact]
    public async Task Changes_of_many_at_once_are_all_made_and_kept()
    {
        var folder = Directory.CreateTempSubdirectory("isemail-tenant-");
        try
        {
            var settings = AdministeredTenant.Settings;
            var path = Path.Combine(folder.FullName, "directory.json");
            var directory = LiveDirectory.Open(path, settings, TenantSecrets.None, TimeProvider.System, Logger.None);
            await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => directory.Run(CmdletCall.Of("new-user", ("UserPrincipalName", $"user{i}@contoso.example"))))));
            LiveDirectory.Open(path, settings, TenantSecrets.None, TimeProvider.System, Logger.None).Current.Users.Length.ShouldBe(52);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Kept(AdministeredTenant tenant) => Path.Combine(tenant.Folder, "tenant", "directory.json");

    private static string Damaged(AdministeredTenant tenant, Action<JsonNode> damage)
    {
        var kept = JsonNode.Parse(File.ReadAllText(Kept(tenant)))!;
        damage(kept["directory"]!);
        return kept.ToJsonString();
    }
}
