using System.Collections.Immutable;
using CsCheck;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Tests.Sending;
using IseMail.Cluster.Texts;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using MimeKit;

namespace IseMail.Cluster.Tests.Texts;

/// <summary>What a guest types reaches a subject that a deployment words itself, and leaves it for no other header.</summary>
public sealed class GuestHeadersTests : IDisposable
{
    private static readonly string[] Headers =
    [
        "Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "Message-Id", "MIME-Version", "Subject", "To", MimeComposer.NodeHeader, MimeComposer.PurposeHeader,
    ];

    private static readonly DateTimeOffset Now = new(2026, 2, 2, 10, 25, 0, TimeSpan.FromHours(1));

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-headers-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task No_name_that_a_guest_types_adds_a_header_or_a_recipient_or_another_body()
    {
        var file = Path.Combine(_directory.FullName, "welcome.liquid");
        await File.WriteAllTextAsync(file, "Subject: {{ firstName }} {{ lastName | append: firstName }}\n\nHello {{ firstName }}, {{ reasonForVisit }}\nThe end.\n");
        var texts = await LiquidTexts.ReadAsync(ImmutableDictionary<string, string>.Empty.Add("credentials", file), CancellationToken.None);
        var composer = new NoticeComposer(new SenderAddresses(new EmailAddress("alarms@contoso.example"), new EmailAddress("guests@contoso.example")), texts, new PlainSeal());
        Gen.Select(Typed, Typed, Typed).Sample((first, last, reason) =>
        {
            var guest = new GuestAccount("avisitor", first, last, new EmailAddress("anna@visitors.example"), "", Now, Now.AddDays(1), reason, reason);
            var mail = composer.Compose(new Cause.CredentialsIssued(guest, new GuestPassword("p"), CredentialsReason.SelfRegistered, "1"), Now);
            var message = OnTheWire(mail);

            message.Headers.Select(header => header.Field).Distinct(StringComparer.OrdinalIgnoreCase).Count().ShouldBe(message.Headers.Count);
            message.Headers.ShouldAllBe(header => Headers.Contains(header.Field, StringComparer.OrdinalIgnoreCase));
            message.From.ToString().ShouldBe("guests@contoso.example");
            message.To.ToString().ShouldBe("anna@visitors.example");
            message.Body.ShouldBeOfType<TextPart>().Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').ShouldSatisfyAllConditions(
                lines => lines.Length.ShouldBe(2), lines => lines[1].ShouldBe("The end."));
        }, iter: 1000);
    }

    private static Gen<string> Typed { get; } = Gen.OneOf(
        Gen.Const("Anna\r\nBcc: victim@elsewhere.example"),
        Gen.Const("Anna\r\n\r\nanother body"),
        Gen.Const("=?utf-8?q?=0D=0ABcc:_victim@elsewhere.example?="),
        Gen.Char["\r\n\0\t :<>@=?_.;,\"\\\u2028\u2029\u0085\u202eabBc"].Array[0, 120].Select(chars => new string(chars)),
        Gen.String);

    private static MimeMessage OnTheWire(Mail mail)
    {
        using var message = MimeComposer.Compose(new OutgoingMail(mail, "psn-1"), new PlainSeal());
        var stream = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, stream);
        stream.ToArray().All(octet => octet is (byte)'\r' or (byte)'\n' or (byte)'\t' or (>= (byte)' ' and <= (byte)'~')).ShouldBeTrue();
        stream.Position = 0;
        return MimeMessage.Load(stream);
    }
}
