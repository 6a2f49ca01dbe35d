using System.Globalization;

namespace IseMail.Cluster.Logging;

/// <summary>
/// Thread and logger names of ISE's guest.log. Source: the log extracts in Cisco document 225520. Where its columns cut a
/// logger's name, the rest is a guess and says so.
/// </summary>
public static class GuestLogNames
{
    /// <summary>The log's file name.</summary>
    public const string File = "guest.log";

    /// <summary>What the names of all loggers of guest.log begin with.</summary>
    public const string Prefix = "cpm.";

    /// <summary>What the loggers of the component <c>guestaccess</c> begin with; which loggers are whose is a guess by their names.</summary>
    public const string GuestAccess = "cpm.guestaccess";

    /// <summary>What the loggers of the component <c>guest-access-admin</c> begin with.</summary>
    public const string GuestAccessAdmin = "cpm.admin.guestaccess";

    /// <summary>The thread that sends mail jobs.</summary>
    public const string RetryThread = "GUEST_ACCESS_SMTP_RETRY_THREAD";

    /// <summary>The thread that mails alarms. Only index 0 is seen; the pool's width is not known.</summary>
    public const string AlarmThread = "MnT-AlarmWorkerMail-Threadpool-0";

    /// <summary>Logger of mail jobs; cut after <c>SmtpMsgRetryTh</c>.</summary>
    public const string MailJobs = "cpm.guestaccess.apiservices.util.SmtpMsgRetryThreadUtil";

    /// <summary>Logger of SMTP sessions.</summary>
    public const string Sessions = "cpm.guestaccess.apiservices.util.SmtpSession";

    /// <summary>Logger of the token cache.</summary>
    public const string Tokens = "cpm.guestaccess.apiservices.oauth.OauthTokenCache";

    /// <summary>Logger of the token service's client; cut after <c>ExchangeOnlineP</c>.</summary>
    public const string ExchangeOnline = "cpm.guestaccess.apiservices.oauth.ExchangeOnlineProvider";

    /// <summary>Logger of the SMTP server page; cut after <c>SmtpServerSettingsA</c>.</summary>
    public const string ServerSettings = "cpm.admin.guestaccess.action.SmtpServerSettingsAction";

    /// <summary>A thread of the administration GUI.</summary>
    public static string AdminThread(int number) => string.Create(CultureInfo.InvariantCulture, $"admin-http-pool{number}");

    /// <summary>Names of the log event's properties that hold thread, logger and user.</summary>
    public static class Property
    {
        /// <summary>The thread's name.</summary>
        public const string Thread = "Thread";

        /// <summary>The logger's name: Serilog's own name for it.</summary>
        public const string Logger = Serilog.Core.Constants.SourceContextPropertyName;

        /// <summary>The user on whose behalf; empty where there is none.</summary>
        public const string User = "User";

        /// <summary>The node that logs.</summary>
        public const string Node = "Node";
    }
}
