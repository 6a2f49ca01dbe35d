using System.Text;
using CsCheck;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Tests.Notices;

public sealed class NoticeComposerTests
{
    private static readonly DateTimeOffset Now = new(2026, 2, 2, 10, 25, 0, TimeSpan.FromHours(1));

    private static readonly MailSettings Settings = new(
        null, new EmailAddress("alarms@contoso.example"), new EmailAddress("guests@contoso.example"), SenderSettings.Default, RetryPolicy.Default, [], true, new ProxySettings.Direct(), []);

    [Fact]
    public void Credentials_read_as_in_Cisco_s_screenshot()
    {
        var mail = NoticeComposer.Compose(
            new Cause.CredentialsIssued(Guest(), new GuestPassword("Kk3!xyz"), CredentialsReason.SponsorCreated, "1"), Settings, new OpenSeal(), Now);

        mail.Subject.ShouldBe("Your Guest Account Credentials");
        mail.From.ShouldBe(Settings.GuestSender);
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
            .ShouldSatisfyAllConditions(mail => mail.From.ShouldBe(Settings.AlarmSender), mail => mail.Purpose.ShouldBe(MailPurpose.Alarm));
        Compose(new Cause.GuestAccountExpiring(Guest(), TimeSpan.FromDays(3)), Now)
            .ShouldSatisfyAllConditions(mail => mail.From.ShouldBe(Settings.GuestSender), mail => mail.Purpose.ShouldBe(MailPurpose.GuestExpiry));
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

    private static Mail Compose(Cause cause, DateTimeOffset now) => NoticeComposer.Compose(cause, Settings, new OpenSeal(), now);

    private static string Text(Mail mail) => new OpenSeal().Open(mail.Body);

    private static GuestAccount Guest() => new(
        "avisitor", "Anna", "Visitor", new EmailAddress("anna@visitor.example"), "", Now, Now.AddDays(90), "Bob", "Audit");

    private sealed class OpenSeal : ITextSeal
    {
        public SealedText Seal(string text) => new([.. Encoding.Unicode.GetBytes(text)]);

        public string Open(SealedText text) => Encoding.Unicode.GetString(text.Bytes.AsSpan());
    }
}
