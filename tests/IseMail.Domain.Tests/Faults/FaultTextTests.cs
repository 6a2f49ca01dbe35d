using CsCheck;
using IseMail.Domain.Faults;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Tests.Faults;

public sealed class FaultTextTests
{
    private const string EffectRule = "'what: disconnect' or another word, or one of reply, delay, bytesPerSecond, status, aadsts, wrongCertificate, clockSkew";
    private const string DurationRule = "a duration greater than 0 and at most 365d, such as 250ms, 60s, 5m, 2h or 2d";

    [Fact]
    public void Every_fault_reads_back_as_it_was_written() => FaultSamples.Any.Sample(fault =>
    {
        var (read, problems) = FaultText.Read(FaultText.Write(fault).ToDictionary(one => one.Key, one => one.Value));
        problems.ShouldBeEmpty();
        read.ShouldBe(fault);
    });

    [Fact]
    public void A_fault_that_says_no_more_than_it_must_happens_always()
    {
        var (fault, _) = Read("name=a where=mail reply=sender-threads");
        fault.ShouldBe(new Fault("a", FaultPoint.Mail, new FaultEffect.Reply("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded"), FaultConditions.Always, null));
    }

    [Fact]
    public void A_reply_is_listed_by_the_name_it_was_given_by_and_one_s_own_words_as_they_are()
    {
        foreach (var reply in Domain.Tenants.ExchangeReplies.All)
        {
            var (fault, _) = Read($"name=a where=data reply={reply.Name}");
            FaultText.Line(fault!).ShouldBe($"where=data reply={reply.Name}");
        }
        var (own, _) = Read("name=a where=data reply=451 4.7.0 {mailbox} must wait {stamp}");
        FaultText.Line(own!).ShouldBe("where=data reply=\"451 4.7.0 {mailbox} must wait {stamp}\"");
    }

    [Fact]
    public void All_that_can_be_said_is_understood()
    {
        var (fault, problems) = Read("name=a where=endOfData delay=5s count=3 every=2 after=4 rate=0.5 from=a@b.example to=c@d.example client=127.0.0.1 mailbox=e@f.example for=30s");
        problems.ShouldBeEmpty();
        fault.ShouldBe(new Fault(
            "a", FaultPoint.EndOfData, new FaultEffect.Delay(TimeSpan.FromSeconds(5)),
            new FaultConditions(3, 2, 4, 0.5, new EmailAddress("a@b.example"), new EmailAddress("c@d.example"), "127.0.0.1", new EmailAddress("e@f.example")), TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData("where=mail what=stall", "key 'name' is missing; 'name: …' in a fault")]
    [InlineData("name=a_b where=mail what=stall", "'a_b' cannot be used for 'name'; letters, digits, hyphens, at most 64 characters")]
    [InlineData("name=a what=stall", "key 'where' is missing; 'where: …' in a fault")]
    [InlineData("name=a where=mial what=stall", "'mial' is not known for 'where'; 'mail' is the nearest known")]
    [InlineData("name=a where=everywhere what=stall", "'everywhere' is not known for 'where'; one of token, connect, greeting, ehlo, starttls, handshake, auth, mail, rcpt, data, endOfData, afterData, any")]
    [InlineData("name=a where=mail", "nothing says what happens; " + EffectRule)]
    [InlineData("name=a where=mail what=disconect", "'disconect' is not known for 'what'; 'disconnect' is the nearest known")]
    [InlineData("name=a where=mail what=stall delay=5s", "'delay' stands beside 'what'; one thing that happens")]
    [InlineData("name=a where=mail reply=oops", null)]
    [InlineData("name=a where=mail reply=432", null)]
    [InlineData("name=a where=mail reply=999 no", null)]
    [InlineData("name=a where=mail reply=sender-thread", "'sender-thread' cannot be used for 'reply'; 'sender-threads' is the nearest known")]
    [InlineData("name=a where=mail delay=soon", "'soon' cannot be used for 'delay'; " + DurationRule)]
    [InlineData("name=a where=mail bytesPerSecond=0", "'0' cannot be used for 'bytesPerSecond'; a whole number from 1 to 1000000000")]
    [InlineData("name=a where=token status=200", "'200' cannot be used for 'status'; a whole number from 400 to 599")]
    [InlineData("name=a where=token status=429 retryAfter=1500ms", "'1500ms' cannot be used for 'retryAfter'; whole seconds, such as 60s")]
    [InlineData("name=a where=token aadsts=90033 retryAfter=60s", "'retryAfter' belongs to a status; 'status: 429' beside it")]
    [InlineData("name=a where=token aadsts=12345", "'12345' cannot be used for 'aadsts'; one of 70003, 70011, 90002, 90006, 90013, 90024, 90033, 90055, 500011, 700016, 700022, 900023, 900144, 1002012, 7000112, 7000215, 7000216, 7000218, 7000222, 9001023")]
    [InlineData("name=a where=token wrongCertificate=old", "'old' is not known for 'wrongCertificate'; one of untrusted, expired, otherName")]
    [InlineData("name=a where=token clockSkew=-soon", "'-soon' cannot be used for 'clockSkew'; a duration such as 10m, or -2h for a clock that is behind")]
    [InlineData("name=a where=mail what=stall rate=1.5", "'1.5' cannot be used for 'rate'; a number from 0 to 1")]
    [InlineData("name=a where=mail what=stall rate=-0.1", "'-0.1' cannot be used for 'rate'; a number from 0 to 1")]
    [InlineData("name=a where=mail what=stall rate=NaN", "'NaN' cannot be used for 'rate'; a number from 0 to 1")]
    [InlineData("name=a where=mail what=stall count=0", "'0' cannot be used for 'count'; a whole number from 1 to 1000000000")]
    [InlineData("name=a where=mail what=stall from=nobody", "'nobody' cannot be used for 'from'; name@domain in printable ASCII without spaces, at most 254 characters")]
    [InlineData("name=a where=mail what=stall client=localhost", "'localhost' cannot be used for 'client'; an IP address such as 127.0.0.1")]
    [InlineData("name=a where=mail what=stall client=1.2.3.400", "'1.2.3.400' cannot be used for 'client'; an IP address such as 127.0.0.1")]
    [InlineData("name=a where=mail what=stall cuont=3", "unknown key 'cuont'; 'count' is the nearest known")]
    [InlineData("name=a where=connect reply=not-active", "'reply' cannot happen at 'connect'; 'where' as one of greeting, ehlo, starttls, auth, mail, rcpt, data, endOfData, any")]
    [InlineData("name=a where=afterData reply=not-active", "'reply' cannot happen at 'afterData'; 'where' as one of greeting, ehlo, starttls, auth, mail, rcpt, data, endOfData, any")]
    [InlineData("name=a where=mail what=refuse", "'refuse' cannot happen at 'mail'; 'where' as one of token")]
    [InlineData("name=a where=starttls wrongCertificate=expired", "'wrongCertificate' cannot happen at 'starttls'; 'where' as one of token, handshake, any")]
    [InlineData("name=a where=token what=stall mailbox=a@b.example", "'mailbox' is not known at 'token'; 'where' as one of auth, mail, rcpt, data, endOfData, afterData, any")]
    [InlineData("name=a where=mail what=stall to=a@b.example", "'to' is not known at 'mail'; 'where' as one of rcpt, data, endOfData, afterData, any")]
    public void What_cannot_be_a_fault_is_told_in_one_line(string said, string? told)
    {
        var (fault, problems) = Read(said);
        fault.ShouldBeNull();
        var problem = problems.ShouldHaveSingleItem();
        problem.ToString().ShouldNotContain("\n");
        if (told is not null) problem.ToString().ShouldBe(told);
        else problem.ToString().ShouldStartWith($"'{said[(said.IndexOf("reply=", StringComparison.Ordinal) + 6)..]}' cannot be used for 'reply'; a reply on one line such as ");
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var (fault, problems) = Read("name=? where=mial reply=nonsense count=none");
        fault.ShouldBeNull();
        problems.Select(problem => problem.Path).ShouldBe(["name", "where", "reply", "count"]);
    }

    private static (Fault? Fault, IReadOnlyList<Problem> Problems) Read(string said)
    {
        // A blank in a value belongs to it: only one in front of a key parts.
        var pairs = System.Text.RegularExpressions.Regex.Split(said, @" (?=\w+=)", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Select(one => one.Split('=', 2));
        var (fault, problems) = FaultText.Read(pairs.ToDictionary(one => one[0], one => one[1]));
        return (fault, problems);
    }
}
