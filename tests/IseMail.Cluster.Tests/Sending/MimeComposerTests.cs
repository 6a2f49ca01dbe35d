using System.Text;
using IseMail.Cluster.Sending;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using MimeKit;

namespace IseMail.Cluster.Tests.Sending;

public sealed class MimeComposerTests
{
    [Fact]
    public void A_mail_on_the_wire_has_its_fixed_headers_and_its_text()
    {
        var outgoing = Submissions.Mail();
        var text = Written(outgoing);

        text.TrimEnd().ShouldBe($"""
            From: ise@contoso.example
            Date: Mon, 02 Feb 2026 10:25:00 +0000
            Subject: Your Guest Account Credentials
            Message-Id: <{outgoing.Mail.Id}@contoso.example>
            To: guest@visitor.example
            X-ISE-Purpose: guestNotice
            X-ISE-Node: psn-1
            Auto-Submitted: auto-generated
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8

            Hello guest,

            welcome.
            """.ReplaceLineEndings("\r\n"));
    }

    [Theory]
    [InlineData("Hi\r\nBcc: victim@elsewhere.example", "plain")]
    [InlineData("Hi\nBcc: victim@elsewhere.example\n\nother body", "plain")]
    [InlineData("\0\u0001\u007f\u0085\u2028\u202e", "\0\u0001\r\n.\r\n.\nlone\rcr")]
    [InlineData("=?utf-8?q?not_encoded?=", "grüße, 你好, 🎉")]
    [InlineData("ünïcödé 你好 🎉 long long long long long long long long long long long long long long long long long", "From the start\n.leading dot\n..")]
    [InlineData("", "")]
    [InlineData("\ud800 lone surrogate", "\udc00 lone surrogate")]
    public void Nothing_in_subject_or_body_leaves_its_place(string subject, string body)
    {
        var message = MimeMessage.Load(new MemoryStream(Encoding.UTF8.GetBytes(Written(Submissions.Mail(body, subject)))));

        message.Headers.Select(header => header.Field).Order(StringComparer.Ordinal).ShouldBe(
            FixedHeaders.Where(name => message.Headers.Contains(name)).Order(StringComparer.Ordinal));
        message.To.Mailboxes.Select(to => to.Address).ShouldBe(["guest@visitor.example"]);
        message.Bcc.ShouldBeEmpty();
        message.Headers[MimeComposer.PurposeHeader].ShouldBe("guestNotice");
    }

    [Fact]
    public void Every_line_is_short_seven_bit_and_ends_in_CRLF_and_the_text_comes_back()
    {
        var body = string.Join('\n', "short", new string('ä', 5000), new string('x', 5000), ".", "end");
        var written = Written(Submissions.Mail(body, new string('ü', Mail.MaxSubjectLength)));
        var lines = written.Split("\r\n");

        lines.ShouldAllBe(line => line.Length <= 998 && line.All(c => (c >= ' ' && c <= '~') || c == '\t'));
        MimeMessage.Load(new MemoryStream(Encoding.ASCII.GetBytes(written))).TextBody!.ReplaceLineEndings("\n").TrimEnd('\n').ShouldBe(body);
    }

    [Fact]
    public void An_origin_cannot_forge_a_header()
    {
        var message = MimeComposer.Compose(Submissions.Mail() with { Origin = "psn-1\r\nBcc: x@y.example" }, new PlainSeal());

        message.Headers[MimeComposer.NodeHeader].ShouldBe("psn-1__Bcc__x_y.example");
    }

    private static string[] FixedHeaders { get; } =
    [
        "From", "Date", "Subject", "Message-Id", "To", MimeComposer.PurposeHeader, MimeComposer.NodeHeader, "Auto-Submitted",
        "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    ];

    private static string Written(OutgoingMail outgoing)
    {
        using var message = MimeComposer.Compose(outgoing, new PlainSeal());
        var stream = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
