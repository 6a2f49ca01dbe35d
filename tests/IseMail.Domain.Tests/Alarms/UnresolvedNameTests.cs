using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;

namespace IseMail.Domain.Tests.Alarms;

public sealed class UnresolvedNameTests
{
    private static readonly NodeName Node = new("psn-1");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Start = new(2026, 2, 2, 5, 17, 34, TimeSpan.Zero);

    [Fact]
    public void A_name_counts_from_the_first_attempt_that_met_it_and_no_longer_after_one_that_did_not()
    {
        var since = UnresolvedName.None.After("smtp.office365.com", Start).After("SMTP.office365.com", Start.AddMinutes(4));
        since.Due(Node, Patience, Start.AddMinutes(4)).ShouldBeNull();
        since.Due(Node, Patience, Start.AddMinutes(5))!.Alarm.ShouldBe(AlarmNames.DnsFailure);

        since.After(null, Start.AddMinutes(6)).Due(Node, Patience, Start.AddHours(1)).ShouldBeNull();
        since.After("login.microsoftonline.com", Start.AddMinutes(6)).Due(Node, Patience, Start.AddMinutes(10)).ShouldBeNull();
    }

    [Fact]
    public void Each_time_that_a_name_gets_lost_is_an_occurrence_of_its_own()
    {
        var first = UnresolvedName.None.After("smtp.office365.com", Start);
        var second = first.After(null, Start.AddHours(1)).After("smtp.office365.com", Start.AddHours(2));
        second.Due(Node, Patience, Start.AddHours(3))!.Occurrence.ShouldNotBe(first.Due(Node, Patience, Start.AddHours(3))!.Occurrence);
    }
}
