using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Tenants;
using IseMail.Scenarios.Topologies;
using IseMail.Tenant.Hosting;
using Serilog.Core;

namespace IseMail.Scenarios.Tests.Live;

/// <summary>
/// A deployment whose topology names a server of somebody else's. That it is an embedded tenant started apart is nothing
/// the deployment can know.
/// </summary>
public sealed class ForeignServerTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-foreign-");
    private EmbeddedTenant _tenant = null!;

    public async Task InitializeAsync()
    {
        var settings = TopologyFile.Parse("""
            model: standalone
            nodes: [ { name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] } ]
            tenant: { limits: none }
            """, "tenant.yaml").Value!.EmbeddedTenant!;
        _tenant = await EmbeddedTenant.StartAsync(settings with { Limits = SubmissionLimits.None }, Path.Combine(_directory.FullName, "tenant"), TimeProvider.System, Logger.None, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _tenant.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Nobody_gets_mail_until_named_and_the_mail_is_kept_for_a_person()
    {
        await using var live = await LiveFixture.StartAsync(Topology("[]"));
        foreach (var purpose in MailPurposes.Daily) await live.RaiseAsync(purpose, 1);
        var ledger = await live.LedgerAsync(summary => summary.Total.Parked == 5);
        ledger.Mails.SelectMany(mail => mail.Outboxes).ShouldAllBe(story =>
            story.Entry.State == MailState.Parked && story.Entry.LastReason!.Contains("is not an allowed recipient of this server; add it, or @visitors.example, to mail.allowedRecipients in the topology"));
        _tenant.Mailboxes.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Who_is_named_gets_mail_by_settings_alone()
    {
        await using var live = await LiveFixture.StartAsync(Topology("['@visitors.example']"));
        foreach (var purpose in MailPurposes.Daily) await live.RaiseAsync(purpose, 2);
        var ledger = await live.LedgerAsync(summary => summary.Total is { Accepted: 10, Queued: 0 });
        ledger.Summary().Total.Delivered.ShouldBe(10);
        _tenant.Mailboxes.Count.ShouldBe(10);
    }

    private string Topology(string allowed)
    {
        var oauth = _tenant.ServerSettings().OAuth!;
        return $$"""
            name: foreign
            model: standalone
            nodes: [ { name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] } ]
            mail:
              server:
                host: localhost
                port: {{_tenant.Submission.Port}}
                mailbox: {{_tenant.ServerSettings().Mailbox}}
                oauth:
                  tenantId: {{oauth.TenantId}}
                  clientId: {{oauth.ClientId}}
                  clientSecret: { file: '{{Path.Combine(_directory.FullName, "tenant", "client-secret")}}' }
                  authority: {{_tenant.Tokens.Authority}}
              trusted: ['{{_tenant.Certificates.EntraId.AuthorityFile}}', '{{_tenant.Certificates.ExchangeOnline.AuthorityFile}}']
              allowedRecipients: {{allowed}}
            """;
    }
}
