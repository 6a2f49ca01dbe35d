using System.Text;
using CsCheck;
using IseMail.WebConsole.Tenant;

namespace IseMail.WebConsole.Tests.Tenant;

/// <summary>Mails as a page shows them, whatever they are.</summary>
public sealed class MessageDocumentTests
{
    [Fact]
    public void A_mail_is_shown_with_its_headers_its_text_and_the_names_of_what_is_attached()
    {
        var mail = MessageDocument.Of(7, Encoding.UTF8.GetBytes(
            "From: ise@contoso.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello\r\n--b\r\nContent-Type: application/pdf; name=map.pdf\r\nContent-Disposition: attachment; filename=map.pdf\r\n\r\nx\r\n--b--\r\n"));
        mail.Headers.ShouldContain(new HeaderDocument("Subject", "Grüße"));
        mail.Text.ShouldStartWith("Hello");
        mail.Attachments.ShouldBe(["map.pdf"]);
        mail.HasHtml.ShouldBeFalse();
        mail.Cut.ShouldBeFalse();
    }

    [Theory]
    [InlineData("<p>Hello <b>you</b></p>", "<p>Hello <b>you</b></p>")]
    [InlineData("<script>x</script>a", "a")]
    [InlineData("<img src=\"http://evil.example/x\" onerror=\"x()\" alt=\"logo\">", "<img alt=\"logo\"/>")]
    [InlineData("<img src=\"data:image/png;base64,AA\">", "<img src=\"data:image/png;base64,AA\"/>")]
    [InlineData("<a href=\"javascript:x()\" style=\"background:url(http://evil.example)\">link</a>", "<a>link</a>")]
    [InlineData("<meta http-equiv=\"refresh\" content=\"0;url=http://evil.example\"><base href=\"http://evil.example/\"><form action=\"http://evil.example\"><button>Go</button></form>", "Go")]
    [InlineData("<iframe src=\"http://evil.example\">x</iframe><svg onload=\"x()\"><text>x</text></svg>b", "b")]
    public void Of_a_mails_HTML_what_shows_text_is_left(string html, string left) =>
        MessageDocument.Html(Encoding.UTF8.GetBytes("MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html))!.Trim().ShouldBe(left);

    [Fact]
    public void Of_a_mail_of_ten_megabytes_the_beginning_is_shown_and_said_to_be_one()
    {
        var mail = MessageDocument.Of(1, Encoding.UTF8.GetBytes("Subject: long\r\n\r\n" + string.Concat(Enumerable.Repeat(new string('a', 70) + "\r\n", 145_000))));
        mail.Size.ShouldBeGreaterThan(10_000_000);
        mail.Cut.ShouldBeTrue();
        mail.Text.Length.ShouldBe(MessageDocument.MostShown);
    }

    [Fact]
    public void Whatever_octets_arrive_there_is_something_to_show() =>
        Gen.Byte.Array[0, 2_000].Sample(octets =>
        {
            var mail = MessageDocument.Of(1, octets);
            mail.Size.ShouldBe(octets.Length);
            mail.Text.ShouldNotBeNull();
        });
}
