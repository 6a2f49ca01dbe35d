using System.Text.RegularExpressions;
using IseMail.Cluster.Logging;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Tests.Sending;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Sending;
using Serilog.Events;
using Serilog.Parsing;

namespace IseMail.Cluster.Tests.Logging;

public sealed class GuestLogTests : IDisposable
{
    private static readonly NodeName Node = new("psn-1");
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-logs-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    // The visible parts of lines of Cisco document 225520.
    [InlineData("2026-02-02 05:17:39,365", LogEventLevel.Information, "admin-http-pool1139", GuestLogNames.MailJobs, "", "Time taken for Future.get method call is 4756 Milliseconds.",
        "2026-02-02 05:17:39,365 INFO  [admin-http-pool1139][[]] cpm.guestaccess.apiservices.util.SmtpMsgRetryTh")]
    [InlineData("2026-02-02 05:58:21,501", LogEventLevel.Debug, GuestLogNames.AlarmThread, GuestLogNames.Sessions, "", "x",
        "2026-02-02 05:58:21,501 DEBUG [MnT-AlarmWorkerMail-Threadpool-0][[]] cpm.guestaccess.apiservices.util.")]
    [InlineData("2026-02-02 05:59:14,872", LogEventLevel.Debug, "admin-http-pool1136", GuestLogNames.ServerSettings, "admin", "x",
        "2026-02-02 05:59:14,872 DEBUG [admin-http-pool1136][[]] cpm.admin.guestaccess.action.SmtpServerSettingsA")]
    [InlineData("2026-02-10 14:32:47,528", LogEventLevel.Error, "admin-http-pool19", GuestLogNames.Sessions, "admin", "x",
        "2026-02-10 14:32:47,528 ERROR [admin-http-pool19][[]] cpm.guestaccess.apiservices.util.SmtpSession -::a")]
    [InlineData("2026-02-10 14:34:06,549", LogEventLevel.Error, "admin-http-pool19", GuestLogNames.ExchangeOnline, "admin", "x",
        "2026-02-10 14:34:06,549 ERROR [admin-http-pool19][[]] cpm.guestaccess.apiservices.oauth.ExchangeOnlineP")]
    public void A_line_begins_as_in_Cisco_s_extracts(string at, LogEventLevel level, string thread, string logger, string user, string message, string begins)
    {
        var line = new StringWriter();
        new GuestLogFormatter().Format(
            new LogEvent(
                new DateTimeOffset(DateTime.ParseExact(at, "yyyy-MM-dd HH:mm:ss,fff", null), TimeSpan.Zero), level, null, new MessageTemplateParser().Parse(message),
                [
                    new LogEventProperty(GuestLogNames.Property.Thread, new ScalarValue(thread)),
                    new LogEventProperty(GuestLogNames.Property.Logger, new ScalarValue(logger)),
                    new LogEventProperty(GuestLogNames.Property.User, new ScalarValue(user)),
                ]),
            line);

        line.ToString().ShouldStartWith(begins);
        line.ToString().ShouldEndWith($" -::{user}:::- {message}\n");
    }

    [Fact]
    public void A_node_s_mail_job_stands_in_its_own_guest_log()
    {
        using (var logger = NodeLogs.For(Node, new NodeLogOptions(_directory.FullName), new DebugLevels()))
        {
            var log = new GuestLog(logger, () => "smtp.office365.com");
            log.Submitting(Submissions.Mail().Mail);
            log.Ended(Submissions.Mail().Mail, new SubmissionOutcome.Delivered("250 2.0.0 OK"), TimeSpan.FromMilliseconds(4756));
        }

        var lines = Lines();
        lines.Length.ShouldBe(3);
        lines.ShouldAllBe(line => Regex.IsMatch(line, @"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} INFO  \[GUEST_ACCESS_SMTP_RETRY_THREAD\]\[\[\]\] cpm\.guestaccess\.\S+ -:::::- \S", RegexOptions.None, TimeSpan.FromSeconds(10)));
        lines[0].ShouldContain("guest@visitor.example");
        lines[2].ShouldEndWith("Time taken for Future.get method call is 4756 Milliseconds.");
    }

    [Fact]
    public void Each_component_writes_as_much_as_its_level_says_from_the_moment_it_is_set()
    {
        var levels = new DebugLevels();
        using (var logger = NodeLogs.For(Node, new NodeLogOptions(_directory.FullName), levels))
        {
            var jobs = logger.ForContext(GuestLogNames.Property.Logger, GuestLogNames.MailJobs);
            var page = logger.ForContext(GuestLogNames.Property.Logger, GuestLogNames.ServerSettings);
            jobs.Debug("too much");
            levels.Use(DebugLog.Usual.With("guestaccess", DebugLogLevel.Debug));
            jobs.Debug("wanted");
            page.Debug("of another component");
            levels.Use(DebugLog.Usual.With("guestaccess", DebugLogLevel.Off).With("guest-access-admin", DebugLogLevel.Debug));
            jobs.Fatal("switched off");
            page.Debug("wanted too");
            levels.Use(DebugLog.Usual);
            page.Debug("too much");
        }
        Lines().Select(line => line.Split(":::- ")[1]).ShouldBe(["wanted", "wanted too"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_value_writes_a_line_of_its_own(bool ofMail)
    {
        using (var node = NodeLogs.For(Node, new NodeLogOptions(_directory.FullName), new DebugLevels()))
        {
            var logger = ofMail ? node.ForContext(GuestLogNames.Property.Logger, GuestLogNames.MailJobs) : node;
            logger.Information("guest {Name}", "Anna\r\n2026-01-01 00:00:00,000 INFO  forged\u2028\u202e\u001b[2J");
            logger.Error(new InvalidOperationException("first\nsecond"), "failed");
        }

        var lines = Lines(ofMail);
        lines.Length.ShouldBe(2);
        lines[0].ShouldEndWith(@"guest Anna\r\n2026-01-01 00:00:00,000 INFO  forged\u2028\u202E\u001B[2J");
        lines[1].ShouldContain(@"first\nsecond");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_secret_gets_into_a_log_however_it_is_handed_over(bool ofMail)
    {
        const string Password = "Unguessable-1";
        var password = new GuestPassword(Password);
        var guest = new GuestAccount("anna", "Anna", "V", new EmailAddress("anna@visitor.example"), "", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        var mail = Submissions.Mail(body: Password);
        using (var node = NodeLogs.For(Node, new NodeLogOptions(_directory.FullName), new DebugLevels()))
        {
            var logger = ofMail ? node.ForContext(GuestLogNames.Property.Logger, GuestLogNames.MailJobs) : node;
            logger.Information("{Cause} {@Cause2}", new Cause.CredentialsIssued(guest, password, CredentialsReason.SponsorCreated, "1"), new Cause.CredentialsIssued(guest, password, CredentialsReason.SponsorCreated, "1"));
            logger.Information("{Mail} {@Mail2} {@Seal}", mail, mail, mail.Mail.Body);
            logger.Information("{Token} {@Token2}", new AccessToken(Password, DateTimeOffset.UnixEpoch), new AccessToken(Password, DateTimeOffset.UnixEpoch));
            logger.Information("{Secret} {@Settings} {Body}", Password, new { ClientSecret = Password, Inner = new[] { new { Token = Password } } }, Password);
            logger.ForContext("password", Password).Information("{password}");
        }

        var lines = Lines(ofMail);
        lines.Length.ShouldBe(5);
        lines.ShouldAllBe(line => !line.Contains(Password));
        lines[0].ShouldContain("anna@visitor.example");
        lines[3].ShouldContain("(hidden)");
    }

    [Fact]
    public void Logs_are_bounded_in_size_and_number()
    {
        using (var logger = NodeLogs.For(Node, new NodeLogOptions(_directory.FullName, FileSize: 2_000, Files: 3), new DebugLevels()))
        {
            for (var i = 0; i < 200; i++) logger.Information("a line of some length, number {Number}", i);
        }

        var files = new DirectoryInfo(Path.GetDirectoryName(NodeLogs.FileOf(_directory.FullName, Node))!).GetFiles();
        files.Length.ShouldBe(3);
        files.ShouldAllBe(file => file.Length < 3_000);
    }

    private string[] Lines(bool ofMail = true)
    {
        var guestLog = NodeLogs.FileOf(_directory.FullName, Node);
        return File.ReadAllLines(ofMail ? guestLog : Path.Combine(Path.GetDirectoryName(guestLog)!, NodeLogs.NodeFile));
    }
}
