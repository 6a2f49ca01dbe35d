using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;

namespace IseMail.Domain.Tests.Alarms;

public sealed class ConditionsTests
{
    private static readonly NodeName Pan = new("pan-1");
    private static readonly DateTimeOffset Expires = new(2026, 3, 15, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-31, null)]
    [InlineData(-30, AlarmNames.SecretExpiring)]
    [InlineData(-1, AlarmNames.SecretExpiring)]
    [InlineData(0, AlarmNames.SecretExpired)]
    [InlineData(40, AlarmNames.SecretExpired)]
    public void The_client_secret_is_told_of_30_days_ahead_and_once_it_has_expired(int days, string? alarm) =>
        Conditions.SecretExpires(Pan, Expires, ExpirySchedule.Default, Expires.AddDays(days))?.Alarm.ShouldBe(alarm);

    [Fact]
    public void Each_day_from_then_on_is_one_occurrence_however_often_it_is_looked_at()
    {
        var seen = Enumerable.Range(-40 * 24, 60 * 24)
            .Select(hour => Conditions.SecretExpires(Pan, Expires, ExpirySchedule.Default, Expires.AddHours(hour)))
            .OfType<AlarmSignal>().Select(signal => (signal.Alarm, signal.Occurrence)).Distinct().ToList();
        seen.Count(one => one.Alarm == AlarmNames.SecretExpiring).ShouldBe(30);
        seen.Count(one => one.Alarm == AlarmNames.SecretExpired).ShouldBe(20);
    }

    [Fact]
    public void Without_daily_repeats_each_lead_time_is_one_occurrence()
    {
        var schedule = new ExpirySchedule([TimeSpan.FromDays(30), TimeSpan.FromDays(7)], false);
        Enumerable.Range(-40, 60).Select(day => Conditions.CertificateExpires(Pan, "DigiCert Global Root G2", Expires, schedule, Expires.AddDays(day)))
            .OfType<AlarmSignal>().Select(signal => (signal.Alarm, signal.Occurrence)).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void A_name_that_is_not_resolved_is_told_of_when_patience_ends()
    {
        var since = Expires;
        Conditions.NameNotResolved(Pan, "smtp.office365.com", since, TimeSpan.FromMinutes(5), since.AddMinutes(4)).ShouldBeNull();
        var told = Conditions.NameNotResolved(Pan, "smtp.office365.com", since, TimeSpan.FromMinutes(5), since.AddMinutes(5));
        told!.Alarm.ShouldBe(AlarmNames.DnsFailure);
        Conditions.NameNotResolved(Pan, "smtp.office365.com", since, TimeSpan.FromMinutes(5), since.AddHours(1))!.Occurrence.ShouldBe(told.Occurrence);
    }

    [Fact]
    public void Whatever_a_condition_raises_is_in_the_catalogue_and_its_occurrence_fits()
    {
        var raised = new AlarmSignal?[]
        {
            Conditions.Unreachable(Pan, "1", Expires), Conditions.Back(Pan, "1", Expires), Conditions.ProcessFailed(Pan, "outbox", Expires),
            Conditions.CertificateExpires(Pan, new string('x', 500), Expires, ExpirySchedule.Default, Expires), Conditions.ConfigurationChanged(Pan, "the SMTP server", "ann", Expires),
            FailoverAlarms.PrimaryDown(Pan, Pan, 5, Expires), FailoverAlarms.Triggered(Pan, Pan, 1, Expires), FailoverAlarms.Failed(Pan, "no journal", 1, Expires),
            FailoverAlarms.Rejected(Pan, Pan, new PromotionDecision.Refused("no", true), 1, Expires), FailoverAlarms.Rejected(Pan, Pan, new PromotionDecision.Refused("no", false), 1, Expires),
            FailoverAlarms.Inactive(Pan, Pan, Expires, Expires), Conditions.BackupFailed(Pan, "no space", Expires), Conditions.RestoreFailed(Pan, "no such file", Expires),
        };
        foreach (var signal in raised)
        {
            AlarmCatalogue.TryFind(signal!.Alarm, out var alarm).ShouldBeTrue();
            signal.Occurrence.Length.ShouldBeLessThanOrEqualTo(AlarmSignal.MaxOccurrence, alarm!.Name);
        }
    }
}
