using IseMail.Domain.Alarms;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Workloads;

/// <summary>Something that happens to a deployment and of which mail comes.</summary>
public abstract record Happening
{
    private Happening() { }

    /// <summary>A cause of one mail, ready made.</summary>
    public sealed record Caused(Cause Cause) : Happening;

    /// <summary>Something an alarm is for is noticed; how many mails come of it is the alarm settings' to say.</summary>
    public sealed record Noticed(AlarmSignal Signal) : Happening;

    /// <summary>Somebody comes to a portal.</summary>
    /// <param name="First">What is wanted first.</param>
    /// <param name="Then">What is wanted next of the account that came of it, given its login name; <c>null</c>: nothing.</param>
    public sealed record AtPortal(GuestRequest First, Func<string, GuestRequest>? Then = null) : Happening;
}
