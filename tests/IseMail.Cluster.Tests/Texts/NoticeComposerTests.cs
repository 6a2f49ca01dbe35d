using System.Text;
using CsCheck;
using IseMail.Cluster.Texts;
using IseMail.Domain.Notices;

namespace IseMail.Cluster.Tests.Texts;

public sealed class NoticeComposerTests
{
    private static readonly DateTimeOffset Now = new(2026, 2, 2, 10, 25, 0, TimeSpan.FromHours(1));

    private static readonly SenderAddresses Senders = new(new EmailAddress("alarms@contoso.example"), new EmailAddress("guests@contoso.example"));

    [Fact]
    public void Credentials_read_as_in_Cisco_s_screenshot()
    {
        var mail = Compose(new Cause.CredentialsIssued(Guest(), new GuestPassword("Kk3!xyz"), CredentialsReason.SponsorCreated, "1"), Now);

        mail.Subject.ShouldBe("Your Guest Account Credentials");
        mail.From.ShouldBe(Senders.Guest);
        mail.To.ShouldBe(new EmailAddress("anna@visitor.example"));
        Text(mail).ShouldBe("""
            Hello Anna,

            Your guest account details:

            Username: avisitor
            Password: Kk3!xyz
            First Name: Anna
            Last Name: Visitor
            Mobile Number: NA
            Valid From: 2026-02-02 10:25:00
            Valid To: 2026-05-03 10:25:00
            Duration: 90 days
            Person being visited: Bob
            Reason for visit: Audit
            If unused, this account will expire on: 05/03/2026 10:25

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_cause_computed_twice_is_one_mail_and_every_stage_is_another()
    {
        var guest = Guest();
        Cause[] stages =
        [
            new Cause.GuestAccountExpiring(guest, TimeSpan.FromDays(3)),
            new Cause.GuestAccountExpiring(guest, TimeSpan.FromDays(1)),
            new Cause.GuestAccountExpiring(guest with { ValidTo = guest.ValidTo.AddDays(10) }, TimeSpan.FromDays(3)),
            new Cause.PasswordExpiring("avisitor", null, guest.Address, guest.ValidTo, TimeSpan.FromDays(3)),
            new Cause.PasswordExpiring("avisitor", null, guest.Address, guest.ValidTo, TimeSpan.FromDays(3), IsAdministrator: true),
            new Cause.ApprovalDecided(guest, null, "1"),
            new Cause.CredentialsSummarised([guest], new EmailAddress("x@contoso.example"), "1"),
            new Cause.PortalTested(new EmailAddress("x@contoso.example"), "1"),
            new Cause.AlarmRaised("Process Down", "Critical", "psn-1", Now, "d", "a", "1", new EmailAddress("x@contoso.example")),
            new Cause.AlarmRaised("Process Down", "Critical", "psn-1", Now, "d", "a", "2", new EmailAddress("x@contoso.example")),
            new Cause.AlarmRaised("Process Down", "Critical", "psn-1", Now, "d", "a", "1", new EmailAddress("y@contoso.example")),
            new Cause.ApprovalRequested(guest, new EmailAddress("x@contoso.example"), Now),
            new Cause.CredentialsCopied(guest, new GuestPassword("p"), new EmailAddress("x@contoso.example"), "1"),
            new Cause.CredentialsIssued(guest, new GuestPassword("p"), CredentialsReason.SelfRegistered, "1"),
            new Cause.CredentialsIssued(guest, new GuestPassword("p"), CredentialsReason.PasswordReset, "1"),
            new Cause.CredentialsIssued(guest, new GuestPassword("q"), CredentialsReason.PasswordReset, "2"),
        ];
        var first = stages.Select(cause => Compose(cause, Now).Id).ToArray();
        // Another node, in another zone and an hour later, comes to the same identities.
        var again = stages.Select(cause => Compose(cause, Now.AddHours(1).ToUniversalTime()).Id).ToArray();

        again.ShouldBe(first);
        first.Distinct().Count().ShouldBe(stages.Length);
    }

    [Fact]
    public void Each_purpose_has_its_sender()
    {
        Compose(new Cause.AlarmRaised("Process Down", "Critical", "psn-1", Now, "d", "a", "1", new EmailAddress("x@contoso.example")), Now)
            .ShouldSatisfyAllConditions(mail => mail.From.ShouldBe(Senders.Alarm), mail => mail.Purpose.ShouldBe(MailPurpose.Alarm));
        Compose(new Cause.GuestAccountExpiring(Guest(), TimeSpan.FromDays(3)), Now)
            .ShouldSatisfyAllConditions(mail => mail.From.ShouldBe(Senders.Guest), mail => mail.Purpose.ShouldBe(MailPurpose.GuestExpiry));
    }

    [Fact]
    public void The_portal_s_test_mail_shows_the_samples_of_Cisco_s_screenshot()
    {
        var mail = Compose(new Cause.PortalTested(new EmailAddress("tester@contoso.example"), "1"), Now);

        mail.Subject.ShouldBe("Your Guest Account Credentials");
        mail.Purpose.ShouldBe(MailPurpose.PortalTest);
        Text(mail).ShouldBe("""
            Hello firstname,

            Your guest account details:

            Username: username
            Password: password
            First Name: firstname
            Last Name: lastname
            Mobile Number: NA
            Valid From: 2014-11-12 02:06:00
            Valid To: 2016-11-12 02:06:00
            Person being visited: 
            Reason for visit: 

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void An_alarm_tells_all_fields_of_its_instance_and_what_was_suppressed()
    {
        var alarm = new Cause.AlarmRaised(
            "Process Down", "Critical", "psn-1", Now, "The outbox failed.", "Restart it.", "1", new EmailAddress("x@contoso.example"), "System Health", "A process is not running.", "Call Ann.", 3);
        var mail = Compose(alarm, Now);

        mail.Subject.ShouldBe("ISE alarm: Process Down");
        Text(mail).ShouldBe("""
            Alarm Name: Process Down
            Severity: Critical
            Category: System Health
            Node: psn-1
            Logged At: 2026-02-02 10:25:00
            Details: The outbox failed.

            Description: A process is not running.

            Suggested Actions: Restart it.

            Repeats not mailed since the last mail: 3

            Call Ann.

            """.ReplaceLineEndings("\n"));
        Text(Compose(alarm with { Category = "", Description = "", Note = "", Suppressed = 0 }, Now)).Split('\n').Length.ShouldBe(8);
    }

    [Fact]
    public void An_approval_request_carries_links_that_nothing_else_shows()
    {
        var token = ApprovalToken.Draw(new Random(1));
        var cause = new Cause.ApprovalRequested(Guest(), new EmailAddress("x@contoso.example"), Now, new ApprovalLinks("psn-2", token, Now.AddDays(1)));
        var mail = Compose(cause, Now);

        Text(mail).ShouldContain($"Approve: https://psn-2:8443/sponsorportal/approve?user=avisitor&token={token.Reveal()}\n");
        Text(mail).ShouldNotContain("Password");
        (cause.ToString() + mail + token).ShouldNotContain(token.Reveal());
        Text(Compose(cause with { Links = null }, Now)).ShouldNotContain("token");
    }

    [Fact]
    public void A_sponsored_guest_s_mail_comes_from_the_sponsor_only_where_that_is_set()
    {
        var sponsor = new EmailAddress("sponsor@contoso.example");
        var cause = new Cause.CredentialsIssued(Guest() with { Sponsor = sponsor }, new GuestPassword("p"), CredentialsReason.SponsorCreated, "1");

        Compose(cause, Now).From.ShouldBe(Senders.Guest);
        var fromSponsors = new NoticeComposer(Senders with { SponsorFirst = true }, LiquidTexts.Shipped, new OpenSeal());
        fromSponsors.Compose(cause, Now).From.ShouldBe(sponsor);
        fromSponsors.Compose(cause with { Guest = Guest() }, Now).From.ShouldBe(Senders.Guest);
    }

    [Fact]
    public void A_guest_s_password_is_only_in_the_sealed_text()
    {
        var cause = new Cause.CredentialsCopied(Guest(), new GuestPassword("Unguessable-1"), new EmailAddress("x@contoso.example"), "1");
        var mail = Compose(cause, Now);

        Text(mail).ShouldContain("Unguessable-1");
        mail.ToString().ShouldNotContain("Unguessable-1");
        cause.ToString().ShouldNotContain("Unguessable-1");
        Should.Throw<FormatException>(() => new GuestPassword("line\nbreak")).Message.ShouldNotContain("break");
    }

    [Fact]
    public void Whatever_a_guest_types_stays_on_its_line()
    {
        Typed.Select(Typed).Sample((name, reason) =>
        {
            var guest = Guest() with { FirstName = name, LastName = name, UserName = name, PersonVisited = reason, ReasonForVisit = reason };
            var mail = Compose(new Cause.CredentialsCopied(guest, new GuestPassword("p"), new EmailAddress("x@contoso.example"), "1"), Now);
            var text = Text(mail);

            mail.Subject.Length.ShouldBeLessThanOrEqualTo(Mail.MaxSubjectLength);
            mail.Subject.ShouldNotContain(c => char.IsControl(c) || c == '\u2028' || c == '\u2029' || (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069'));
            text.Split('\n').Length.ShouldBe(16);
            text.Length.ShouldBeLessThan(10_000);
            // No half of a surrogate pair: the text survives its encoding.
            Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text + mail.Subject)).ShouldBe(text + mail.Subject);
        }, iter: 2000);
    }

    [Theory]
    [InlineData("Anna\r\nBcc: x@y.example", @"Anna\u000D\u000ABcc: x@y.example")]
    [InlineData("\u202egnissiM", @"\u202EgnissiM")]
    [InlineData("می\u200cخواهم", "می\u200cخواهم")]
    public void Unseen_characters_are_shown_and_joiners_kept(string typed, string shown) => NoticeText.OneLine(typed, 100).ShouldBe(shown);

    [Fact]
    public void A_huge_name_is_cut()
    {
        NoticeText.OneLine(new string('x', 100_000), 100).ShouldBe(new string('x', 99) + "…");
        NoticeText.OneLine(new string('x', 100), 100).ShouldBe(new string('x', 100));
    }

    private static Gen<string> Typed { get; } = Gen.OneOf(
        Gen.String,
        Gen.Char.Array[0, 300].Select(chars => new string(chars)),
        Gen.Char["\r\n\0\t:<>@\u202e\u2028\ud83c\udf89\u0085 ax"].Array[0, 200].Select(chars => new string(chars)),
        Gen.Const(new string('\n', 100_000)));

    private static Mail Compose(Cause cause, DateTimeOffset now) => new NoticeComposer(Senders, LiquidTexts.Shipped, new OpenSeal()).Compose(cause, now);

    private static string Text(Mail mail) => new OpenSeal().Open(mail.Body);

    private static GuestAccount Guest() => new(
        "avisitor", "Anna", "Visitor", new EmailAddress("anna@visitor.example"), "", Now, Now.AddDays(90), "Bob", "Audit");

    private sealed class OpenSeal : ITextSeal
    {
        public SealedText Seal(string text) => new([.. Encoding.Unicode.GetBytes(text)]);

        public string Open(SealedText text) => Encoding.Unicode.GetString(text.Bytes.AsSpan());
    }
}
