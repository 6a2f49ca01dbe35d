using System.Collections.Immutable;
using CsCheck;
using IseMail.Cluster.Texts;
using IseMail.Domain.Notices;

namespace IseMail.Cluster.Tests.Texts;

public sealed class LiquidTextsTests : IDisposable
{
    private static readonly EmailAddress Sponsor = new("sponsor@contoso.example");
    private static readonly DateTimeOffset Now = new(2026, 2, 2, 10, 25, 0, TimeSpan.FromHours(1));

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-templates-");

    public void Dispose() => _directory.Delete(recursive: true);

    public static TheoryData<string, string, string> Faults => new()
    {
        { "no subject", "Hello\n", "1:1: the template does not begin with its subject; a first line 'Subject: …', an empty line, then the text" },
        { "an empty subject", "Subject: \n\nHello\n", "1:1: the template does not begin with its subject; a first line 'Subject: …', an empty line, then the text" },
        { "no empty line", "Subject: a\nHello\n", "2:1: no empty line after the subject; a first line 'Subject: …', an empty line, then the text" },
        { "an unknown tag", "Subject: a\n\nHello\n  {% foo %}\n", "4:9: this is not Liquid: Unknown tag 'foo'; well-formed Liquid" },
        { "a condition without an end", "Subject: a\n\n{% if userName %}\n", "3:19: this is not Liquid: '{% endif %}' was expected; well-formed Liquid" },
        { "a tag that is not closed", "Subject: a\n\nHello {{ userName\n", "3:18: this is not Liquid: End of tag '}}' was expected; well-formed Liquid" },
        { "a tag that the file's end cuts", "Subject: a\n\nHello {{ userName }", "3:18: this is not Liquid: End of tag '}}' was expected; well-formed Liquid" },
        { "a value of another notice", "Subject: a\n\nHello\n {{ severity }}\n", "4:5: 'severity' is not a value of 'credentials'; one of userName, firstName, lastName, mobile, validFrom, validTo, duration, personVisited, reasonForVisit, unusedUntil, password" },
        { "a misspelled value in the subject", "Subject: for {{ usrName }}\n\nHello\n", "1:17: 'usrName' is not a value of 'credentials'; one of userName, firstName, lastName, mobile, validFrom, validTo, duration, personVisited, reasonForVisit, unusedUntil, password" },
        { "a filter that could break lines", "Subject: a\n\n{{ userName | url_decode }}\n", "3:15: 'url_decode' is not a filter here; one of append, capitalize, default, downcase, join, prepend, size, strip, truncate, upcase" },
        { "another file", "Subject: a\n\n{% include 'x' %}\n", "3:4: 'include' cannot be used here; everything in one file" },
        { "work without an end", "Subject: a\n\n{% for i in (1..10000000) %}x{% endfor %}\n", "3:1: a range cannot be used here; one of the notice's own lists" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_bad_template_is_told_at_its_place(string fault, string text, string line)
    {
        var file = Written(text);
        var told = await LiquidTexts.CheckAsync(NoticeTemplate.Credentials, file, CancellationToken.None);
        told.ShouldNotBeNull(fault).ToString().ShouldBe($"{file}:{line}");
        (await Should.ThrowAsync<TemplateException>(() => LiquidTexts.ReadAsync(Files(file), CancellationToken.None))).Message.ShouldBe($"{file}:{line}");
    }

    [Fact]
    public async Task A_missing_template_is_told_like_a_fault_in_it() =>
        (await LiquidTexts.CheckAsync(NoticeTemplate.Alarm, Path.Combine(_directory.FullName, "none"), CancellationToken.None))!.ToString().ShouldEndWith("none:1:1: there is no such file; a template");

    [Fact]
    public async Task A_deployment_s_own_text_takes_the_place_of_the_shipped_one_and_of_no_other()
    {
        var texts = await LiquidTexts.ReadAsync(Files(Written("Subject: Welcome, {{ firstName | upcase }}\r\n\r\nUser {{ userName }}, password {{ password }}\r\n")), CancellationToken.None);
        var composer = Composer(texts);

        var mail = composer.Compose(new Cause.CredentialsIssued(Guest("Anna"), new GuestPassword("p<&>"), CredentialsReason.SelfRegistered, "1"), Now);
        mail.Subject.ShouldBe("Welcome, ANNA");
        new PlainSeal().Open(mail.Body).ShouldBe("User avisitor, password p<&>\n");
        composer.Compose(new Cause.CredentialsIssued(Guest("Anna"), new GuestPassword("p"), CredentialsReason.PasswordReset, "1"), Now).Subject.ShouldBe("Your Guest Account Password Has Been Reset");
    }

    [Fact]
    public void No_guest_s_name_breaks_out_of_its_line_or_is_taken_for_Liquid()
    {
        var composer = Composer(LiquidTexts.Shipped);
        var kinds = new Func<GuestAccount, Cause>[]
        {
            guest => new Cause.CredentialsIssued(guest, new GuestPassword("p"), CredentialsReason.SelfRegistered, "1"),
            guest => new Cause.CredentialsIssued(guest, new GuestPassword("p"), CredentialsReason.PasswordReset, "1"),
            guest => new Cause.CredentialsCopied(guest, new GuestPassword("p"), Sponsor, "1"),
            guest => new Cause.CredentialsSummarised([guest, guest], Sponsor, "1"),
            guest => new Cause.ApprovalRequested(guest, Sponsor, Now, new ApprovalLinks("psn-1", ApprovalToken.Draw(new Random(1)), Now)),
            guest => new Cause.ApprovalDecided(guest, new GuestPassword("p"), "1"),
            guest => new Cause.ApprovalDecided(guest, null, "1"),
            guest => new Cause.GuestAccountExpiring(guest, TimeSpan.FromDays(3)),
            guest => new Cause.PasswordExpiring(guest.FirstName, guest.LastName, Sponsor, Now, TimeSpan.FromDays(3)),
            guest => new Cause.AlarmRaised("Process Down", "Critical", guest.LastName, Now, guest.ReasonForVisit, "a", "1", Sponsor, "c", "d", guest.FirstName, 1),
        };
        var plain = kinds.Select(kind => Lines(composer.Compose(kind(Guest("Anna")), Now))).ToArray();
        Gen.Select(Gen.Int[0, kinds.Length - 1], Typed).Sample((kind, typed) =>
        {
            var mail = composer.Compose(kinds[kind](Guest(typed)), Now);
            Lines(mail).ShouldBe(plain[kind]);
            mail.Subject.ShouldNotContain(c => char.IsControl(c));
        }, iter: 3000);
        new PlainSeal().Open(composer.Compose(kinds[0](Guest("{{ password }}")), Now).Body).ShouldStartWith("Hello {{ password }},\n");
    }

    private static Gen<string> Typed { get; } = Gen.OneOf(
        Gen.String.Where(text => text.Length > 0),
        Gen.Char["\r\n\0\t\u2028\u0085{}%| ax"].Array[1, 60].Select(chars => new string(chars)),
        Gen.Const("{% raw %}\r\nBcc: x@y.example"));

    private static NoticeComposer Composer(LiquidTexts texts) => new(new SenderAddresses(new EmailAddress("alarms@contoso.example"), new EmailAddress("guests@contoso.example")), texts, new PlainSeal());

    private static int Lines(Mail mail) => new PlainSeal().Open(mail.Body).Split('\n').Length;

    private static GuestAccount Guest(string typed) =>
        new("avisitor", typed, typed, new EmailAddress("anna@visitor.example"), typed, Now, Now.AddDays(90), typed, typed);

    private static ImmutableDictionary<string, string> Files(string file) => ImmutableDictionary<string, string>.Empty.Add("credentials", file);

    private string Written(string text)
    {
        var file = Path.Combine(_directory.FullName, "notice.liquid");
        File.WriteAllText(file, text);
        return file;
    }

    private sealed class PlainSeal : ITextSeal
    {
        public SealedText Seal(string text) => new([.. System.Text.Encoding.Unicode.GetBytes(text)]);

        public string Open(SealedText text) => System.Text.Encoding.Unicode.GetString(text.Bytes.AsSpan());
    }
}
