namespace IseMail.Domain.Alarms;

/// <summary>How grave an alarm is (Cisco ISE open API, alarms).</summary>
public enum AlarmSeverity
{
    /// <summary>Somebody must act now.</summary>
    Critical,

    /// <summary>Somebody should look.</summary>
    Warning,

    /// <summary>Good to know.</summary>
    Info,
}
