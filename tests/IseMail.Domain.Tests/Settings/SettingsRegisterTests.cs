using CsCheck;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Tests.Settings;

public sealed class SettingsRegisterTests
{
    private static readonly SmtpServerSettings[] Pages =
    [
        Page("ise@contoso.example"), Page("other@contoso.example"), Page("third@contoso.example"),
    ];

    [Fact]
    public void Whatever_is_tested_saved_and_changed_in_whatever_order_only_values_whose_last_test_succeeded_get_saved()
    {
        // A step: which page, and what is done with it.
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3]).List[0, 60].Sample(steps =>
        {
            var register = new SettingsRegister();
            var journal = new List<SettingsEvent>();
            int? passed = null;
            foreach (var (page, what) in steps)
            {
                var print = Print(page);
                switch (what)
                {
                    case 0:
                        register.Tested(print, true);
                        passed = page;
                        break;
                    case 1:
                        register.Tested(print, false);
                        if (passed == page) passed = null;
                        break;
                    case 2:
                        var (saved, refusal) = register.Save(Pages[page], print, Mails.Start, "why");
                        (saved is not null).ShouldBe(passed == page);
                        (refusal is null).ShouldBe(passed == page);
                        if (saved is not null) Apply(saved);
                        break;
                    default:
                        Apply(register.Change(now => now with { Proxy = new ProxySettings.Http("proxy.example", 8080 + page, null, null, []) }, Mails.Start, "proxy"));
                        break;
                }
            }
            // Versions count on without a gap, and what is recovered is what was kept.
            journal.OfType<SettingsEvent.SettingsSaved>().Select(saved => saved.Version.Version).ShouldBe(Enumerable.Range(1, journal.Count).Select(number => (long)number));
            var recovered = new SettingsRegister();
            foreach (var happened in journal) recovered.Apply(happened);
            recovered.Current.ShouldBe(register.Current);
            Enumerable.Range(0, 3).ShouldAllBe(page => !recovered.HasPassed(Print(page)));

            void Apply(SettingsEvent happened)
            {
                journal.Add(happened);
                register.Apply(happened);
            }
        });
    }

    [Fact]
    public void The_server_page_cannot_be_changed_by_the_way()
    {
        var register = new SettingsRegister();
        register.Tested("a", true);
        register.Apply(register.Save(Pages[0], "a", Mails.Start, "why").Saved!);
        Should.Throw<ArgumentException>(() => register.Change(now => now with { Server = Pages[1] }, Mails.Start, "why"));
        // A restore takes it away, which needs no test.
        register.Apply(register.Change(now => now with { Server = null }, Mails.Start, "restored"));
        register.Current.WhyNotConfigured.ShouldNotBeNull().ShouldContain("mail is not configured (restored)");
    }

    [Theory]
    [InlineData("clientId", "abc", "'abc' is not an application (client) ID")]
    [InlineData("tenantId", "con toso", "'con toso' is not a name")]
    [InlineData("tenantId", "contoso", "'contoso' is neither a directory (tenant) ID nor a domain")]
    [InlineData("mailbox", "nobody", "this is not a mail address")]
    [InlineData("mailbox", "a@b.example\r\nRCPT TO:<x@y.example>", "this is not a mail address")]
    [InlineData("secretExpires", "15.03.2027", "'15.03.2027' is not a date")]
    [InlineData("secretExpires", "2027-02-30", "'2027-02-30' is not a date")]
    [InlineData("port", "0", "'0' is not a number from 1 to 65535")]
    [InlineData("port", "587x", "'587x' is not a number from 1 to 65535")]
    [InlineData("connectionTimeout", "0", "'0' is not a number from 1 to 3600")]
    [InlineData("host", "smtp office", "'smtp office' is not a name")]
    [InlineData("scope", "https://outlook.office.com/SMTP.Send", "is not a scope of client credentials")]
    [InlineData("authority", "http://login.example/t", "is not an authority")]
    [InlineData("encryption", "none", "no secret is sent without encryption")]
    [InlineData("authentication", "oauth2", "'oauth2' is not known")]
    public void A_field_that_cannot_be_used_is_told_by_its_name(string field, string value, string what)
    {
        var form = SmtpServerForm.Of(Pages[0]);
        var changes = field switch
        {
            "clientId" => new SmtpServerForm { ClientId = value },
            "tenantId" => new SmtpServerForm { TenantId = value },
            "mailbox" => new SmtpServerForm { Mailbox = value },
            "secretExpires" => new SmtpServerForm { SecretExpires = value },
            "port" => new SmtpServerForm { Port = value },
            "connectionTimeout" => new SmtpServerForm { ConnectionTimeout = value },
            "host" => new SmtpServerForm { Host = value },
            "scope" => new SmtpServerForm { Scope = value },
            "authority" => new SmtpServerForm { Authority = value },
            "encryption" => new SmtpServerForm { Encryption = value },
            _ => new SmtpServerForm { Authentication = value },
        };
        form.Read().Settings.ShouldBe(Pages[0]);
        var (settings, problems) = form.With(changes).Read();
        settings.ShouldBeNull();
        problems.ShouldHaveSingleItem().ShouldSatisfyAllConditions(problem => problem.Path.ShouldBe(field), problem => problem.What.ShouldContain(what));
    }

    [Fact]
    public void ISE_fills_in_token_endpoint_and_scope_and_they_follow_the_tenant()
    {
        var page = Pages[0].OAuth!;
        page.TokenEndpoint.AbsoluteUri.ShouldBe("https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/oauth2/v2.0/token");
        page.Scope.ShouldBe("https://outlook.office.com/.default");
        var moved = SmtpServerForm.Of(Pages[0]).With(new SmtpServerForm { TenantId = "contoso.example" }).Read().Settings!;
        moved.OAuth!.TokenEndpoint.AbsoluteUri.ShouldBe("https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token");
    }

    private static string Print(int page) => page.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static SmtpServerSettings Page(string mailbox) => new(
        "smtp.office365.com", 587, TimeSpan.FromSeconds(60), ConnectionEncryption.Tls, new SmtpAuthentication.ExchangeOnlineOAuth(
            new EmailAddress(mailbox),
            new OAuthSettings(
                "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222", new SecretSource.Environment("SECRET"), new DateOnly(2027, 3, 15),
                OAuthSettings.AuthorityOf("11111111-1111-1111-1111-111111111111"), OAuthSettings.ExchangeOnlineScope)));
}
