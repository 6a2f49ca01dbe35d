namespace IseMail.Domain.Alarms;

/// <summary>Names of the alarms that conditions of a deployment raise by themselves.</summary>
public static class AlarmNames
{
    /// <summary>The client secret of the SMTP server page is about to expire (Cisco document 225520).</summary>
    public const string SecretExpiring = "SMTP OAuth Client Secret about to be expired";

    /// <summary>The client secret of the SMTP server page is expired (Cisco document 225520).</summary>
    public const string SecretExpired = "SMTP OAuth Client Secret is expired";

    /// <summary>A node does not report.</summary>
    public const string HealthUnavailable = "Health Status Unavailable";

    /// <summary>The primary PAN does not answer.</summary>
    public const string PrimaryDown = "PAN Auto Failover - Primary Administration Node Down";

    /// <summary>The secondary PAN was asked to become the primary, and does.</summary>
    public const string FailoverTriggered = "PAN Auto Failover - Failover Triggered";

    /// <summary>The secondary PAN was promoted and cannot act.</summary>
    public const string FailoverFailed = "PAN Auto Failover - Failover Failed";

    /// <summary>The secondary PAN refused to become the primary.</summary>
    public const string FailoverRejected = "PAN Auto Failover - Rejected Failover Attempt";

    /// <summary>A health check came from another node than the configured one.</summary>
    public const string HealthCheckInvalid = "PAN Auto Failover - Invalid Health Check";

    /// <summary>A PAN hears nothing from its health-check node.</summary>
    public const string HealthCheckInactive = "PAN Auto Failover - Health Check Inactivity";

    /// <summary>A process of ISE stopped.</summary>
    public const string ProcessDown = "Process Down";

    /// <summary>A name cannot be resolved.</summary>
    public const string DnsFailure = "DNS Resolution Failure";

    /// <summary>A certificate is about to expire.</summary>
    public const string CertificateExpiring = "Certificate Expiration";

    /// <summary>A certificate has expired.</summary>
    public const string CertificateExpired = "Certificate Expired";

    /// <summary>Somebody changed the configuration.</summary>
    public const string ConfigurationChanged = "Configuration Changed";

    /// <summary>A backup failed.</summary>
    public const string BackupFailed = "Backup Failed";

    /// <summary>A restore failed.</summary>
    public const string RestoreFailed = "Restore Failed";
}
