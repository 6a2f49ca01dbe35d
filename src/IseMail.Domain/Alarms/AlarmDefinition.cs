namespace IseMail.Domain.Alarms;

/// <summary>An alarm that ISE knows, whether or not it is raised.</summary>
/// <param name="Name">Its name on the Alarm Settings page.</param>
/// <param name="Category">The page's category.</param>
/// <param name="Severity">Its severity unless a deployment sets another.</param>
/// <param name="Description">What has happened when it is raised.</param>
/// <param name="SuggestedAction">What to do about it.</param>
/// <param name="Evidence">How sure its name, category and severity are.</param>
public sealed record AlarmDefinition(
    string Name, string Category, AlarmSeverity Severity, string Description, string SuggestedAction, AlarmEvidence Evidence = AlarmEvidence.Suggestion);

/// <summary>Where an alarm's name, category and severity are known from.</summary>
public enum AlarmEvidence
{
    /// <summary>Name and category stand in Cisco document 225520; the severity is a suggestion.</summary>
    CiscoDocument,

    /// <summary>Name and severity were seen in alarms that ISE sent as syslog (elastic/integrations, Cisco ISE alarm test log).</summary>
    SyslogSample,

    /// <summary>The name stands in a published rule about ISE's alarm mail (DISA STIG CSCO-NM-000220).</summary>
    SecurityGuide,

    /// <summary>A recollection of the administrator guide's list; the severity is a suggestion.</summary>
    Suggestion,
}

/// <summary>The categories of the Alarm Settings page.</summary>
public static class AlarmCategory
{
    /// <summary>Cisco document 225520 shows this one.</summary>
    public const string Operations = "Administrative and Operational Audit";

    /// <summary>Authentication and the services around it.</summary>
    public const string Services = "ISE Services";

    /// <summary>The machines.</summary>
    public const string Health = "System Health";

    /// <summary>Licences.</summary>
    public const string Licensing = "Licensing";

    /// <summary>ISE's own reporting.</summary>
    public const string Errors = "System Error";
}
