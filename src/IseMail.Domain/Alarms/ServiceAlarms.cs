namespace IseMail.Domain.Alarms;

/// <summary>The catalogue's alarms about authentication and the services around it.</summary>
internal static class ServiceAlarms
{
    public static AlarmDefinition[] All { get; } =
    [
        new("AD Connector had to be restarted", AlarmCategory.Services, AlarmSeverity.Warning,
            "The AD connector stopped and was restarted.", "Report it if it happens again."),
        new("Active Directory forest is unavailable", AlarmCategory.Services, AlarmSeverity.Critical,
            "The global catalogue of an Active Directory forest is not available.", "Check DNS, Kerberos and the domain controllers."),
        new("Joined domain is unavailable", AlarmCategory.Services, AlarmSeverity.Critical,
            "The Active Directory domain that Cisco ISE joined is not available.", "Check DNS, Kerberos and the domain controllers."),
        new("ISE Authentication Inactivity", AlarmCategory.Services, AlarmSeverity.Warning,
            "Policy service nodes receive no authentication requests.", "Check the network devices and the way to the nodes."),
        new("COA Failed", AlarmCategory.Services, AlarmSeverity.Warning,
            "A network device refused a change of authorisation.", "Check that CoA is configured on the device."),
        new("Dynamic Authorization Failed for Device", AlarmCategory.Services, AlarmSeverity.Warning,
            "A network device did not answer a change of authorisation.", "Check that the device can be reached and accepts CoA.", AlarmEvidence.SyslogSample),
        new("Configured nameserver is down", AlarmCategory.Services, AlarmSeverity.Warning,
            "A configured name server does not answer.", "Check the name server."),
        new("Supplicant Stopped Responding", AlarmCategory.Services, AlarmSeverity.Warning,
            "A supplicant stopped answering in the middle of an authentication.", "Check the supplicant and the client."),
        new("Excessive Authentication Attempts", AlarmCategory.Services, AlarmSeverity.Warning,
            "More authentications are tried than expected.", "Check the network device and the clients."),
        new("Excessive Failed Attempts", AlarmCategory.Services, AlarmSeverity.Warning,
            "More authentications fail than expected.", "Check the authentication steps of those that fail."),
        new("Identity Store Unavailable", AlarmCategory.Services, AlarmSeverity.Critical,
            "Policy service nodes cannot reach a configured identity store.", "Check the way to the identity store."),
        new("Misconfigured Network Device Detected", AlarmCategory.Services, AlarmSeverity.Warning,
            "A network device sends too many accounting messages.", "Check the accounting settings of the device."),
        new("Misconfigured Supplicant Detected", AlarmCategory.Services, AlarmSeverity.Warning,
            "A supplicant is misconfigured.", "Check the supplicant."),
        new("No Accounting Start", AlarmCategory.Services, AlarmSeverity.Warning,
            "Sessions were authorised and their accounting did not start.", "Check accounting on the network device."),
        new("Unknown NAD", AlarmCategory.Services, AlarmSeverity.Warning,
            "Authentications come from a network device that is not configured.", "Add the network device."),
        new("RADIUS Request Dropped", AlarmCategory.Services, AlarmSeverity.Warning,
            "Requests of a network device are dropped.", "Check the device's settings in Cisco ISE."),
        new("SGACL Drops", AlarmCategory.Services, AlarmSeverity.Warning,
            "Packets were dropped by security group access lists.", "Check whether the drops are intended."),
        new("EAP Connection Timeout", AlarmCategory.Services, AlarmSeverity.Info,
            "A client stopped answering in the middle of an EAP conversation.", "Check the client and the timeouts of the network device.", AlarmEvidence.SyslogSample),
        new("Queue Link Error", AlarmCategory.Services, AlarmSeverity.Warning,
            "The link between two nodes' message queues is broken.", "Check certificates and the network between the two nodes.", AlarmEvidence.SyslogSample),
    ];
}
