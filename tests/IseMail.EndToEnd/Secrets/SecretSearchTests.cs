using System.Text;

namespace IseMail.EndToEnd.Secrets;

/// <summary>The search itself: one that finds nothing must have been able to.</summary>
public sealed class SecretSearchTests
{
    private const string Secret = "a~secret+of/many=kinds";

    public static TheoryData<string, string> Hidden() => new()
    {
        { "as it is", $"before {Secret} after" },
        { "in base64", Convert.ToBase64String(Encoding.UTF8.GetBytes($"user=somebody\u0001auth=Bearer {Secret}\u0001\u0001")) },
        { "in base64", Convert.ToBase64String(Encoding.UTF8.GetBytes($"x{Secret}x")) },
        { "in base64", Convert.ToBase64String(Encoding.UTF8.GetBytes($"xy{Secret}")) },
        { "in hexadecimal", Convert.ToHexString(Encoding.UTF8.GetBytes(Secret)) },
        { "escaped", $"client_secret={Uri.EscapeDataString(Secret)}&scope=x" },
    };

    [Theory]
    [MemberData(nameof(Hidden))]
    public void A_secret_is_found_in_whatever_form_it_lies(string form, string content)
    {
        var search = new SecretSearch();
        search.Add("the secret", Secret);
        search.Find("file", Encoding.UTF8.GetBytes(content)).ShouldContain($"file holds the secret {form}");
        search.Find("file", Encoding.UTF8.GetBytes("nothing of that kind")).ShouldBeEmpty();
    }

    [Fact]
    public void A_secret_is_found_in_what_a_database_keeps_of_a_text_in_UTF_16()
    {
        var search = new SecretSearch();
        search.Add("the secret", Secret);
        search.Find("file", [1, .. Encoding.Unicode.GetBytes(Secret), 2]).ShouldHaveSingleItem();
    }
}
