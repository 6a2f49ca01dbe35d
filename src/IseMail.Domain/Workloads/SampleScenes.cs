using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Workloads;

/// <summary>What people can come to a portal for.</summary>
public enum PortalScene
{
    /// <summary>A guest registers.</summary>
    SelfRegistration,

    /// <summary>A guest registers where somebody has to approve.</summary>
    ApprovalRequest,

    /// <summary>A sponsor creates an account and has the guest told.</summary>
    SponsorCreated,

    /// <summary>A sponsor sends an account's credentials again, with a copy and a summary.</summary>
    Resend,

    /// <summary>A sponsor resets an account's password.</summary>
    PasswordReset,
}

/// <summary>Scenes with people who do not exist, but for sponsors that the deployment lists. The same key always is the same request.</summary>
/// <param name="recipients">Domain of everybody's address.</param>
/// <param name="settings">The deployment's guest settings.</param>
public sealed class SampleScenes(string recipients, GuestSettings settings)
{
    private readonly SamplePeople _people = new(recipients);

    /// <summary>A scene at the portals of <paramref name="portal"/>.</summary>
    /// <param name="scene">What for.</param>
    /// <param name="key">What tells this scene from others: letters, digits and hyphens.</param>
    /// <param name="number">Chooses among names, 0 or more.</param>
    /// <param name="portal">Which PSN.</param>
    public Happening.AtPortal At(PortalScene scene, string key, long number, NodeName portal)
    {
        var form = new GuestForm(SamplePeople.FirstName(number), SamplePeople.LastName(number), _people.Address($"guest-{key}"), "", SamplePeople.SponsorName(number), "Visit");
        var sponsors = settings.Sponsors.All;
        var sponsor = sponsors.IsEmpty ? _people.Sponsor(number) : sponsors[(int)(number % sponsors.Length)].Address;
        return scene switch
        {
            PortalScene.SelfRegistration or PortalScene.ApprovalRequest => new(new GuestRequest.Register(key, portal, form, sponsor)),
            PortalScene.SponsorCreated => new(Create(notify: true)),
            PortalScene.Resend => new(Create(notify: false), userName => new GuestRequest.Resend($"{key}-again", portal, userName, sponsor, CopyMe: true, Summary: true)),
            PortalScene.PasswordReset => new(Create(notify: false), userName => new GuestRequest.Act($"{key}-reset", portal, userName, GuestAction.ResetPassword)),
            _ => throw new ArgumentOutOfRangeException(nameof(scene), scene, "no such scene"),
        };

        GuestRequest.Create Create(bool notify) =>
            new(key, portal, sponsor, settings.Sponsors.GroupOf(sponsor)?.Types.FirstOrDefault() ?? settings.Types[0].Name, [form], notify);
    }

    /// <summary>An alarm of the catalogue, raised by hand.</summary>
    /// <param name="alarm">Its name.</param>
    /// <param name="key">Which occurrence.</param>
    /// <param name="node">The node it is about.</param>
    /// <param name="at">When.</param>
    public static Happening.Noticed Alarm(string alarm, string key, NodeName node, DateTimeOffset at) =>
        new(new AlarmSignal(alarm, node, AlarmCatalogue.TryFind(alarm, out var known) ? known.Description : "", at, key));

    /// <summary>An administrator's test mail.</summary>
    public Happening.Caused TestMail(string key) => new(new Cause.PortalTested(_people.Address("portal-tester"), key));
}
