using IseMail.Domain.Notices;
using IseMail.Testing;
using Xunit;

namespace NoticeTests;

public sealed class NoticeTests
{
    [Fact]
    public async Task A_guest_s_credentials_come_from_the_portal_and_each_exactly_once()
    {
        await using var ise = await TestDeployment.StartAsync();
        await ise.CauseAsync(MailPurpose.GuestNotice, count: 3);

        var mails = await ise.Mailboxes.WaitForAsync(mail => mail.Purpose == "guestNotice", count: 3);
        Assert.All(mails, mail => Assert.Equal("ise-1", mail.Node));
        Assert.Contains("assword", ise.Mailboxes.Read(mails[0]).TextBody);
        Assert.True((await ise.SettledAsync()).EachArrivedOnce);
    }

    [Fact]
    public async Task When_the_primary_PAN_has_died_and_the_other_is_promoted_notices_come_from_there()
    {
        await using var ise = await TestDeployment.StartAsync(TestTopologies.Medium);
        await ise.CauseAsync(MailPurpose.PasswordExpiry);
        await ise.Mailboxes.WaitForAsync(mail => mail.Node == "ise-1");

        await ise.KillNodeAsync("ise-1");
        await ise.PromoteAsync("ise-2");
        await ise.CauseAsync(MailPurpose.PasswordExpiry);
        await ise.Mailboxes.WaitForAsync(mail => mail.Purpose == "passwordExpiry" && mail.Node == "ise-2");
    }

    [Fact]
    public async Task Mail_that_Exchange_puts_off_arrives_all_the_same()
    {
        await using var ise = await TestDeployment.StartAsync();
        ise.AddFault("busy", "where=mail reply=sender-threads count=2");
        await ise.CauseAsync(MailPurpose.SponsorNotice);
        Assert.True((await ise.SettledAsync()).EachArrivedOnce);
    }
}
