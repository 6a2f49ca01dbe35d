using System.Text.Json;
using IseMail.Domain.Proxies;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Hosting;
using IseMail.Tenant.Listeners;

namespace IseMail.Tenant.Tests.Hosting;

/// <summary>The tenant as one thing that is started, used and stopped.</summary>
public sealed class EmbeddedTenantTests
{
    [Fact]
    public async Task A_mail_submitted_with_MSAL_and_MailKit_stands_in_what_the_mailbox_reader_tells()
    {
        await using var fixture = await TenantFixture.StartAsync();
        var token = await fixture.TokenAsync();
        var said = await fixture.SubmitAsync(token);
        said.ShouldContain("250 2.0.0 OK <1@psn1.ise.example>");

        var told = await fixture.ReadAsync("/mails");
        told.GetProperty("count").GetInt32().ShouldBe(1);
        var mail = told.GetProperty("mails").EnumerateArray().ShouldHaveSingleItem();
        mail.EnumerateObject().Select(field => field.Name).ShouldBe(
            ["number", "receivedAt", "mailbox", "from", "recipients", "messageId", "subject", "purpose", "node", "size", "connection"]);
        mail.GetProperty("number").GetInt64().ShouldBe(1);
        mail.GetProperty("receivedAt").GetDateTimeOffset().Offset.ShouldBe(TimeSpan.Zero);
        mail.GetProperty("mailbox").GetString().ShouldBe(TenantFixture.Mailbox);
        mail.GetProperty("from").GetString().ShouldBe(TenantFixture.Mailbox);
        mail.GetProperty("recipients")[0].GetString().ShouldBe("visitor@fabrikam.example");
        mail.GetProperty("messageId").GetString().ShouldBe("<1@psn1.ise.example>");
        mail.GetProperty("subject").GetString().ShouldBe("Your guest access");
        mail.GetProperty("purpose").GetString().ShouldBe("guest-credentials");
        mail.GetProperty("node").GetString().ShouldBe("psn1");

        using var source = await fixture.Http.GetAsync(new Uri(fixture.Tenant.MailboxReader, "/mails/1/source"), fixture.Patience);
        source.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        source.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        var text = await source.Content.ReadAsStringAsync(fixture.Patience);
        text.ShouldEndWith("Your password is g7Kx-92Q\r\n");
        text.Length.ShouldBe(mail.GetProperty("size").GetInt32());

        var counters = await fixture.ReadAsync("/counters");
        counters.GetProperty("tokensIssued").GetInt64().ShouldBe(1);
        counters.GetProperty("mailboxes")[0].GetProperty("accepted").GetInt64().ShouldBe(1);

        var answers = $"{told}{counters}{text}{string.Join('\n', fixture.Log)}{fixture.Tenant.ServerSettings()}";
        foreach (var application in TenantFixture.Settings.Applications) answers.ShouldNotContain(fixture.Tenant.ClientSecret(application.ClientId)!);
        answers.ShouldNotContain(token);
        string.Join('\n', fixture.Log).ShouldNotContain("g7Kx-92Q");
    }

    [Fact]
    public async Task A_deployment_reaches_the_tenant_under_the_names_of_the_real_one_and_nothing_else()
    {
        await using var fixture = await TenantFixture.StartAsync();
        var settings = fixture.Tenant.ServerSettings();
        settings.Host.ShouldBe("smtp.office365.com");
        settings.Port.ShouldBe(587);
        settings.ConnectionTimeout.ShouldBe(TimeSpan.FromSeconds(60));
        settings.Mailbox!.Value.Value.ShouldBe(TenantFixture.Mailbox);
        settings.OAuth.ShouldBe(new OAuthSettings(
            TenantFixture.Settings.TenantId.ToString(), TenantFixture.Right.ToString(), new SecretSource.Embedded(), null,
            new Uri($"https://login.microsoftonline.com/{TenantFixture.Settings.TenantId}"), "https://outlook.office.com/.default"));
        var path = fixture.Tenant.Surroundings();
        path.Names.Find("SMTP.office365.com", 587).ShouldBe(new NameTarget("127.0.0.1", fixture.Tenant.Submission.Port));
        path.Names.Find("login.microsoftonline.com", 443).ShouldBe(new NameTarget("127.0.0.1", fixture.Tenant.Tokens.Port));
        path.Names.Find("login.microsoftonline.us", 443).ShouldBe(NameTarget.Unknown);
        path.TrustsMachine.ShouldBeFalse();
        foreach (var (authority, service) in fixture.Tenant.Authorities.Zip(fixture.Tenant.Certificates.All))
        {
            authority.IsForServers.ShouldBeTrue();
            authority.Pem.Trim().ShouldBe((await File.ReadAllTextAsync(service.AuthorityFile)).Trim());
        }
        fixture.Tenant.ClientSecret(Guid.NewGuid()).ShouldBeNull();
    }

    [Fact]
    public async Task A_tenant_started_again_in_its_directory_keeps_its_authorities_secret_and_mails()
    {
        await using var fixture = await TenantFixture.StartAsync();
        await fixture.SubmitAsync(await fixture.TokenAsync());
        var secret = fixture.Tenant.ClientSecret(TenantFixture.Right);
        var authorities = fixture.Tenant.Authorities;
        var before = await fixture.ReadAsync("/mails");
        await fixture.StopTenantAsync();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(fixture.Folder, "mailboxes.jsonl")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await fixture.StartTenantAsync(TenantFixture.Settings);
        fixture.Tenant.ClientSecret(TenantFixture.Right).ShouldBe(secret);
        fixture.Tenant.Authorities.ShouldBe(authorities);
        JsonElement.DeepEquals(await fixture.ReadAsync("/mails"), before).ShouldBeTrue();
        // The same client, trusting what it trusted before, goes on.
        await fixture.SubmitAsync(await fixture.TokenAsync());
        (await fixture.ReadAsync("/mails?after=1")).GetProperty("mails")[0].GetProperty("number").GetInt64().ShouldBe(2);
    }

    [Theory]
    [InlineData("tenant.listen.tokenPort")]
    [InlineData("tenant.listen.submissionPort")]
    [InlineData("tenant.listen.mailboxPort")]
    [InlineData("tenant.listen.proxyPort")]
    public async Task A_taken_port_is_told_with_the_key_to_change_and_leaves_no_half_started_tenant(string key)
    {
        await using var fixture = await TenantFixture.StartAsync();
        var taken = fixture.Tenant.MailboxReader.Port;
        var folder = Directory.CreateTempSubdirectory("isemail-tenant-").FullName;
        var settings = TenantFixture.Settings with { Proxy = new ForwardProxySettings("proxy.contoso.example", 8080, null, []) };
        try
        {
            // Ports that were free a moment ago: those of a tenant that has stopped.
            var once = await fixture.LaunchAsync(settings, folder);
            var free = TenantListeners.Loopback with { TokenPort = once.Tokens.Port, SubmissionPort = once.Submission.Port, MailboxPort = once.MailboxReader.Port, ProxyPort = once.Proxy!.Port };
            await once.DisposeAsync();
            var listen = key switch
            {
                "tenant.listen.tokenPort" => free with { TokenPort = taken },
                "tenant.listen.submissionPort" => free with { SubmissionPort = taken },
                "tenant.listen.proxyPort" => free with { ProxyPort = taken },
                _ => free with { MailboxPort = taken },
            };

            var refusal = await Should.ThrowAsync<ListenerException>(() => fixture.LaunchAsync(settings with { Listen = listen }, folder));
            refusal.Message.ShouldBe($"port {taken} at 127.0.0.1 is already in use; free it or change {key} (0: any free port)");
            refusal.Key.ShouldBe(key);
            refusal.Port.ShouldBe(taken);
            await using var whole = await fixture.LaunchAsync(settings with { Listen = free }, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_second_tenant_in_the_same_directory_is_refused_and_the_first_goes_on()
    {
        await using var fixture = await TenantFixture.StartAsync();
        (await Should.ThrowAsync<DirectoryInUseException>(() => fixture.LaunchAsync(TenantFixture.Settings))).Message
            .ShouldBe($"{fixture.Folder} is in use by another tenant that runs; stop that one, or name another directory with --data");
        await fixture.SubmitAsync(await fixture.TokenAsync());
        (await fixture.ReadAsync("/health")).GetProperty("status").GetString().ShouldBe("ready");
    }

    [Fact]
    public async Task A_start_given_up_starts_nothing()
    {
        await using var fixture = await TenantFixture.StartAsync();
        await fixture.StopTenantAsync();
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() =>
            EmbeddedTenant.StartAsync(TenantFixture.Settings, fixture.Folder, TimeProvider.System, fixture.Logger, given.Token));
        await fixture.StartTenantAsync(TenantFixture.Settings);
    }
}
