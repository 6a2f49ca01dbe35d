using System.Net.Sockets;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Listeners;
using IseMail.Tenant.Administration;
using IseMail.Tenant.Identity;
using IseMail.Tenant.Mailboxes;
using IseMail.Tenant.Tests.Submission;
using IseMail.Tenant.Transcripts;
using Serilog;

namespace IseMail.Tenant.Tests.Listeners;

/// <summary>What a person reads when the tenant cannot listen where the topology says.</summary>
public sealed class ListenerExceptionTests
{
    // Set aside for documentation (RFC 5737): no machine has it.
    private static readonly TenantListeners Elsewhere = TenantListeners.Loopback with { Address = "192.0.2.1" };

    [Fact]
    public async Task An_address_of_another_machine_is_told_with_the_key_to_change()
    {
        using var store = new MailboxStore();
        var settings = Hosting.TenantFixture.Settings with { Listen = Elsewhere };
        var reader = await Should.ThrowAsync<ListenerException>(() => MailboxReader.StartAsync(
            settings, LiveDirectory.InMemory(settings, TenantSecrets.None, TimeProvider.System), new AdministrationKey(), new IseMail.Tenant.Faults.TenantFaults(0, TimeProvider.System, null), new TenantHistory(store, new TokenLog(), new SessionLog(TimeProvider.System), _ => default, () => 0), Log.Logger, CancellationToken.None));
        var submission = await Should.ThrowAsync<ListenerException>(() => SubmissionFixture.StartAsync(listen: Elsewhere));
        foreach (var refusal in new[] { reader, submission })
        {
            refusal.Key.ShouldBe("tenant.listen.address");
            refusal.Fault.ShouldBe(SocketError.AddressNotAvailable);
            refusal.Message.ShouldBe("192.0.2.1 is not an address of this machine, so nothing can listen at its port 0; change tenant.listen.address (127.0.0.1: this machine only)");
        }
    }

    // Whether a port needs privileges depends on who runs the tests, so the operating system's answer is given here.
    [Fact]
    public void A_port_that_needs_privileges_is_told_with_the_key_to_change()
    {
        var refusal = new ListenerException("tenant.listen.submissionPort", "127.0.0.1", 587, SocketError.AccessDenied);
        refusal.Key.ShouldBe("tenant.listen.submissionPort");
        refusal.Message.ShouldBe("port 587 at 127.0.0.1 may be opened only with privileges that this program does not have; change tenant.listen.submissionPort (1024 or more, or 0: any free port)");
    }
}
