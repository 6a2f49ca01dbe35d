namespace IseMail.Domain.Alarms;

/// <summary>The catalogue's alarms about machines, licences and reporting.</summary>
internal static class SystemAlarms
{
    public static AlarmDefinition[] All { get; } =
    [
        new("High Disk Space Utilization", AlarmCategory.Health, AlarmSeverity.Warning,
            "A node's disk is nearly full.", "Purge old data or add disk space."),
        new("High Disk I/O Utilization", AlarmCategory.Health, AlarmSeverity.Warning,
            "A node's disk is too busy.", "Check the storage behind the node."),
        new("High Load Average", AlarmCategory.Health, AlarmSeverity.Warning,
            "A node's load is high.", "Check the node's resources; spread its load."),
        new("High Memory Utilization", AlarmCategory.Health, AlarmSeverity.Warning,
            "A node's memory is nearly used up.", "Check the node's resources; spread its load."),
        new("High Operations DB Usage", AlarmCategory.Health, AlarmSeverity.Warning,
            "The operations database takes more space than it should.", "Lessen what is logged or how long it is kept."),
        new("High Authentication Latency", AlarmCategory.Health, AlarmSeverity.Warning,
            "Authentications take longer than the threshold.", "Check external identity stores and the node's load."),
        new(AlarmNames.HealthUnavailable, AlarmCategory.Health, AlarmSeverity.Critical,
            "The monitoring node has not heard from a node.", "Check that the node is up and can reach the monitoring node."),
        new(AlarmNames.ProcessDown, AlarmCategory.Health, AlarmSeverity.Critical,
            "A process of Cisco ISE is not running.", "Restart the application if it does not come back."),
        new("Profiler Queue Size Limit Reached", AlarmCategory.Health, AlarmSeverity.Critical,
            "Profiler events arrive faster than they are worked off, and some are dropped.", "Lessen the profiling data sent to the node."),
        new("License About to Expire", AlarmCategory.Licensing, AlarmSeverity.Warning,
            "A licence is about to expire.", "Renew the licence."),
        new("License Expired", AlarmCategory.Licensing, AlarmSeverity.Critical,
            "A licence has expired.", "Renew the licence."),
        new("License Violation", AlarmCategory.Licensing, AlarmSeverity.Critical,
            "More is used than is licensed.", "Add licences."),
        new("Satellite Authorization Renewal success", AlarmCategory.Licensing, AlarmSeverity.Info,
            "The authorisation with the licence satellite was renewed.", "None.", AlarmEvidence.SyslogSample),
        new("Log Collection Error", AlarmCategory.Errors, AlarmSeverity.Critical,
            "The collector cannot keep the logs it receives.", "Check the disk of the monitoring node.", AlarmEvidence.SecurityGuide),
        new("Scheduled Report Export Failure", AlarmCategory.Errors, AlarmSeverity.Warning,
            "A scheduled report could not be exported.", "Check the repository."),
    ];
}
