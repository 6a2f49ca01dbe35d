using IseMail.Domain.Notices;
using IseMail.Domain.Sending;

namespace IseMail.Domain.Tests.Sending;

public sealed class RecipientAllowListTests
{
    [Theory]
    [InlineData("anna@contoso.example", true)]
    [InlineData("Anna@Contoso.Example", true)]
    [InlineData("bob@contoso.example", false)]
    [InlineData("anybody@friends.example", true)]
    [InlineData("anybody@sub.friends.example", false)]
    [InlineData("anybody@notfriends.example", false)]
    public void Only_named_addresses_and_domains_get_mail(string to, bool allowed)
    {
        var list = RecipientAllowList.Only(["anna@contoso.example", "@Friends.example"]);

        (list.Refusal(new EmailAddress(to)) is null).ShouldBe(allowed);
    }

    [Fact]
    public void An_empty_list_allows_nobody_and_says_which_key_to_change()
    {
        var refusal = RecipientAllowList.Only([]).Refusal(new EmailAddress("anna@contoso.example"));

        refusal.ShouldBe("not sent: anna@contoso.example is not an allowed recipient of this server; add it, or @contoso.example, to mail.allowedRecipients in the topology");
        RecipientAllowList.Everybody.Refusal(new EmailAddress("anna@contoso.example")).ShouldBeNull();
    }

    [Theory]
    [InlineData("contoso.example")]
    [InlineData("@")]
    [InlineData("@contoso.example\n")]
    [InlineData("*@contoso.example,")]
    public void What_is_neither_an_address_nor_a_domain_is_no_entry(string entry)
    {
        RecipientAllowList.IsEntry(entry).ShouldBeFalse();
        Should.Throw<FormatException>(() => RecipientAllowList.Only([entry]));
    }
}
