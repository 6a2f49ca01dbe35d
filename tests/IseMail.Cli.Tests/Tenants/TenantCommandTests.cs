using System.Text.Json;
using IseMail.Domain.Tenants.Cmdlets;
using IseMail.Scenarios.Topologies;
using IseMail.Tenant.Hosting;
using Serilog.Core;

namespace IseMail.Cli.Tests.Tenants;

/// <summary>`isemail tenant …` against a tenant that runs.</summary>
public sealed class TenantCommandTests : IAsyncLifetime
{
    private const string Mailbox = "ise-mail@contoso.example";
    private const string App = "00000000-0000-0000-0000-0000000000c1";
    private const string Principal = "00000000-0000-0000-0000-0000000000e1";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-tenant-");
    private EmbeddedTenant _tenant = null!;

    public async Task InitializeAsync()
    {
        var settings = TopologyFile.Parse("model: standalone\nnodes: [{name: a, personas: [pan, mnt, psn], primary: [pan, mnt]}]\ntenant: embedded\n", "t.yaml").Value!.EmbeddedTenant!;
        _tenant = await EmbeddedTenant.StartAsync(settings, Path.Combine(_directory.FullName, "tenant"), TimeProvider.System, Logger.None, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _tenant.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Lines_of_the_procedure_are_taken_as_they_stand_and_print_what_PowerShell_prints()
    {
        // The deployment's directory does as well as the tenant's own.
        (await OutputAsync("remove-service-principal", "-Identity", Principal)).ShouldBeEmpty();
        (await OutputAsync("new-service-principal", "-AppId", App, "-ObjectId", Principal, "-DisplayName", "ISE")).ShouldBe(
        [
            "DisplayName ObjectId                             AppId",
            "----------- --------                             -----",
            $"ISE         {Principal} {App}",
        ]);
        (await OutputAsync("add-mailbox-permission", "-Identity", Mailbox, "-User", Principal, "-AccessRights", "FullAccess"))[^1].ShouldBe($"{Mailbox} {Principal} {{FullAccess}} False       False");
        (await OutputAsync("set-cas-mailbox", "--identity", Mailbox, "--smtp-client-authentication-disabled", "false")).ShouldBeEmpty();
        (await OutputAsync("get-cas-mailbox", "--identity", Mailbox)).ShouldBe([$"Name                             : {Mailbox}", $"PrimarySmtpAddress               : {Mailbox}", "SmtpClientAuthenticationDisabled : False"]);
    }

    [Fact]
    public async Task A_secret_is_printed_once_with_its_ID_and_its_end()
    {
        var made = await OutputAsync("add-application-password", "--app-id", App, "--display-name", "smtp-key", "--end-date-time", "2027-03-15", "--json");
        using var document = JsonDocument.Parse(string.Join('\n', made));
        var secret = document.RootElement[0].GetProperty("SecretText").GetString()!;
        secret.Length.ShouldBe(40);
        document.RootElement[0].GetProperty("EndDateTime").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2027, 3, 15, 0, 0, 0, TimeSpan.Zero));
        string.Join('\n', await OutputAsync("get-application-password", "--app-id", App)).ShouldNotContain(secret);
    }

    [Fact]
    public async Task A_refused_cmdlet_says_why_in_one_line_and_changes_nothing()
    {
        var before = _tenant.Directory.Current;
        await ToldAsync(2, "Get-Mailbox: The operation couldn't be performed because object 'nobody@contoso.example' couldn't be found on 'contoso.example'.", "get-mailbox", "--identity", "nobody@contoso.example");
        await ToldAsync(2, "New-ServicePrincipal: Cannot process command because of one or more missing mandatory parameters: ObjectId.", "new-service-principal", "--app-id", App);
        await ToldAsync(2, "Set-Mailbox: Cannot process argument transformation on parameter 'RecipientLimits'. Cannot convert value \"0\" to a whole number from 1 to 1000.", "set-mailbox", "--identity", Mailbox, "--recipient-limits", "0");
        await ToldAsync(3, "the environment variable ISEMAIL_NO_SUCH is not set", "new-user", "--user-principal-name", "a@contoso.example", "--password-environment", "ISEMAIL_NO_SUCH");
        _tenant.Directory.Current.ShouldBeSameAs(before);
    }

    [Fact]
    public async Task Where_no_tenant_runs_it_is_told_what_to_do()
    {
        var (exitCode, output, errors) = await Program.RunAsync("tenant", "get-user", "--data", Path.Combine(_directory.FullName, "none"));
        exitCode.ShouldBe(3);
        output.ShouldBeEmpty();
        errors.ShouldBe([$"no tenant runs in {Path.Combine(_directory.FullName, "none")}; start one with 'isemail tenant run' or 'isemail up', or name its directory with --data"]);
    }

    [Fact]
    public async Task A_file_replaces_the_objects_and_a_bad_one_changes_nothing()
    {
        var file = Path.Combine(_directory.FullName, "tenant.yaml");
        await File.WriteAllTextAsync(file, $"mailboxes:\n  - {{ address: {Mailbox}, fullAccess: [{App}], recipientLimits: 7 }}\nsmtpClientAuthenticationDisabled: true\n");
        (await OutputAsync("apply", file)).ShouldBeEmpty();
        _tenant.Directory.Current.Organization.SmtpClientAuthenticationDisabled.ShouldBeTrue();
        _tenant.Directory.Current.Users.ShouldHaveSingleItem().RecipientLimits.ShouldBe(7);
        _tenant.Directory.Current.Applications[0].Secrets.ShouldHaveSingleItem("the file names no secret, so the application keeps its own");

        await File.WriteAllTextAsync(file, "mailboxes: []\nlisten: { tokenPort: 1 }\ncolour: red\n");
        var (exitCode, _, errors) = await Program.RunAsync("tenant", "apply", file, "--data", _directory.FullName);
        exitCode.ShouldBe(2);
        errors.Length.ShouldBe(2);
        errors[0].ShouldBe($"{file}:2:1: 'listen' cannot be changed while the tenant runs; a file without 'listen'");
        errors[1].ShouldStartWith($"{file}:3:1: unknown key 'colour'; one of tenantId, domain, ");
        _tenant.Directory.Current.Users.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Every_cmdlet_is_a_command_that_says_what_it_does()
    {
        var (exitCode, output, _) = await Program.RunAsync("tenant", "--help");
        exitCode.ShouldBe(0);
        foreach (var cmdlet in CmdletCatalogue.All) output.ShouldContain(line => line.TrimStart().StartsWith($"{cmdlet.Name} ", StringComparison.Ordinal) && line.Contains(cmdlet.Does, StringComparison.Ordinal));
    }

    private async Task<string[]> OutputAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await Program.RunAsync(["tenant", .. arguments, "--data", _directory.FullName]);
        errors.ShouldBeEmpty();
        exitCode.ShouldBe(0);
        return output;
    }

    private async Task ToldAsync(int exitCode, string line, params string[] arguments)
    {
        var told = await Program.RunAsync(["tenant", .. arguments, "--data", _directory.FullName]);
        told.Errors.ShouldBe([line]);
        told.ExitCode.ShouldBe(exitCode);
        told.Output.ShouldBeEmpty();
    }
}
