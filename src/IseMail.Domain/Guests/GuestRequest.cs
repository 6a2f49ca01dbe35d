using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Guests;

/// <summary>
/// Something a guest or a sponsor wants at a portal. The portal runs on a PSN; the account is written on the primary PAN
/// (Cisco ISE 1.4.1 administrator guide, end-user portals).
/// </summary>
/// <param name="Id">Which request: whoever sends it again uses the same, and it is carried out once.</param>
/// <param name="Portal">The node whose portal it is.</param>
public abstract record GuestRequest(string Id, NodeName Portal)
{
    /// <summary>A guest registers.</summary>
    /// <param name="Id">Which request.</param>
    /// <param name="Portal">At which node's portal.</param>
    /// <param name="Form">What the guest typed.</param>
    /// <param name="PersonVisited">The address of the person being visited; <c>null</c>: not typed.</param>
    public sealed record Register(string Id, NodeName Portal, GuestForm Form, EmailAddress? PersonVisited = null) : GuestRequest(Id, Portal);

    /// <summary>A sponsor creates accounts.</summary>
    /// <param name="Id">Which request.</param>
    /// <param name="Portal">At which node's portal.</param>
    /// <param name="Sponsor">Who.</param>
    /// <param name="Type">Their guest type.</param>
    /// <param name="Forms">One for each account, at most as many as the sponsor's group allows.</param>
    /// <param name="Notify">Whether the guests are told at once, also where the sponsor's group does not do so by itself.</param>
    public sealed record Create(string Id, NodeName Portal, EmailAddress Sponsor, string Type, ImmutableArray<GuestForm> Forms, bool Notify) : GuestRequest(Id, Portal);

    /// <summary>A sponsor, or the guest, does something to an account.</summary>
    /// <param name="Id">Which request.</param>
    /// <param name="Portal">At which node's portal.</param>
    /// <param name="UserName">Which account.</param>
    /// <param name="Action">What; not <see cref="GuestAction.Resend"/>, which is a request of its own.</param>
    /// <param name="Until">Until when, for <see cref="GuestAction.Extend"/>.</param>
    /// <param name="Password">The guest's own password, for <see cref="GuestAction.ChangePassword"/>.</param>
    /// <param name="By">The sponsor; <c>null</c>: an administrator, or the guest himself. Whoever approves a guest is its sponsor from then on.</param>
    public sealed record Act(
        string Id, NodeName Portal, string UserName, GuestAction Action, DateTimeOffset? Until = null, SealedText? Password = null, EmailAddress? By = null) : GuestRequest(Id, Portal);

    /// <summary>Somebody opened a link of an approval request.</summary>
    /// <param name="Id">Which request.</param>
    /// <param name="Portal">At which node's portal.</param>
    /// <param name="UserName">Which account.</param>
    /// <param name="Approve">Approve or deny.</param>
    /// <param name="Proof">The proof of the link's token.</param>
    public sealed record OpenLink(string Id, NodeName Portal, string UserName, bool Approve, string Proof) : GuestRequest(Id, Portal);

    /// <summary>A sponsor sends credentials again. The dialog offers a copy and a summary, so up to three mails (Cisco document 225520).</summary>
    /// <param name="Id">Which request.</param>
    /// <param name="Portal">At which node's portal.</param>
    /// <param name="UserName">Whose.</param>
    /// <param name="Sponsor">The sponsor's address; <c>null</c>: not typed, and then there is no copy and no summary.</param>
    /// <param name="CopyMe">"Copy me".</param>
    /// <param name="Summary">"Send me a summary".</param>
    public sealed record Resend(string Id, NodeName Portal, string UserName, EmailAddress? Sponsor = null, bool CopyMe = false, bool Summary = false) : GuestRequest(Id, Portal);
}

/// <summary>What is typed of one guest.</summary>
/// <param name="FirstName">As typed.</param>
/// <param name="LastName">As typed.</param>
/// <param name="Address">Where the guest's mail goes.</param>
/// <param name="Mobile">As typed.</param>
/// <param name="PersonVisited">As typed.</param>
/// <param name="ReasonForVisit">As typed.</param>
/// <param name="From">When the account begins; <c>null</c>: at once.</param>
/// <param name="Holds">How long it holds; <c>null</c>: as its type says.</param>
public sealed record GuestForm(
    string FirstName, string LastName, EmailAddress Address, string Mobile = "", string PersonVisited = "", string ReasonForVisit = "",
    DateTimeOffset? From = null, TimeSpan? Holds = null);
