using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Guests;

/// <summary>A guest's account as the primary PAN keeps it. Its password and the token of its approval are sealed.</summary>
/// <param name="Account">Who, and for how long.</param>
/// <param name="State">As last written; <see cref="StateAt"/> also knows whether its time is over.</param>
/// <param name="Password">Its password.</param>
/// <param name="HasSignedIn">Whether the guest ever signed in.</param>
/// <param name="PasswordChanged">Whether the guest chose the present password, which no sponsor can then send again.</param>
/// <param name="Type">Its guest type.</param>
/// <param name="Portal">The node whose portal asked for it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="CreatedBy">By which request.</param>
/// <param name="LastRequest">The last request that changed it.</param>
/// <param name="Approval">What it waits for; <c>null</c>: it needed no approval.</param>
public sealed record Guest(
    GuestAccount Account,
    GuestState State,
    SealedText Password,
    bool HasSignedIn,
    bool PasswordChanged,
    string Type,
    NodeName Portal,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    string LastRequest,
    GuestApproval? Approval = null)
{
    /// <summary>Its login name.</summary>
    public string UserName => Account.UserName;

    /// <summary>Until when it is kept: its time has then been over for so long that it is purged.</summary>
    public DateTimeOffset KeptUntil => Account.ValidTo + GuestSettings.KeptAfterwards;

    /// <summary>Where it stands at <paramref name="now"/>.</summary>
    public GuestState StateAt(DateTimeOffset now) =>
        State is GuestState.Created or GuestState.Active or GuestState.Suspended && now >= Account.ValidTo ? GuestState.Expired : State;
}

/// <summary>The approval that a self-registered account waits for.</summary>
/// <param name="Token">What the links of its mail carry.</param>
/// <param name="Proof">What a link's token is compared with.</param>
/// <param name="LinksUntil">Until when the links hold.</param>
public sealed record GuestApproval(SealedText Token, string Proof, DateTimeOffset LinksUntil);
