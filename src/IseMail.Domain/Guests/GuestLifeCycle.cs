using System.Collections.Immutable;

namespace IseMail.Domain.Guests;

/// <summary>
/// What can be done to an account in which state, and where that takes it. Resend is offered for Created and Active, and
/// not after the guest changed the password: the sponsor must reset it first (Cisco ISE Sponsor Portal User Guide 2.7).
/// What that guide leaves open is decided here: an expired account can be extended, a suspended one only reinstated or
/// deleted.
/// </summary>
public static class GuestLifeCycle
{
    private static readonly ImmutableDictionary<(GuestState, GuestAction), GuestState> Steps = new Dictionary<(GuestState, GuestAction), GuestState>
    {
        [(GuestState.PendingApproval, GuestAction.Approve)] = GuestState.Created,
        [(GuestState.PendingApproval, GuestAction.Deny)] = GuestState.Denied,
        [(GuestState.Created, GuestAction.SignIn)] = GuestState.Active,
        [(GuestState.Created, GuestAction.Suspend)] = GuestState.Suspended,
        [(GuestState.Created, GuestAction.Extend)] = GuestState.Created,
        [(GuestState.Created, GuestAction.ResetPassword)] = GuestState.Created,
        [(GuestState.Created, GuestAction.Resend)] = GuestState.Created,
        [(GuestState.Active, GuestAction.SignIn)] = GuestState.Active,
        [(GuestState.Active, GuestAction.ChangePassword)] = GuestState.Active,
        [(GuestState.Active, GuestAction.Suspend)] = GuestState.Suspended,
        [(GuestState.Active, GuestAction.Extend)] = GuestState.Active,
        [(GuestState.Active, GuestAction.ResetPassword)] = GuestState.Active,
        [(GuestState.Active, GuestAction.Resend)] = GuestState.Active,
        // To Created where the guest never signed in.
        [(GuestState.Suspended, GuestAction.Reinstate)] = GuestState.Active,
        [(GuestState.Expired, GuestAction.Extend)] = GuestState.Active,
    }.ToImmutableDictionary();

    /// <summary>Why <paramref name="action"/> is not offered for <paramref name="guest"/> at <paramref name="now"/>; <c>null</c>: it is.</summary>
    public static string? Refusal(Guest guest, GuestAction action, DateTimeOffset now)
    {
        var state = guest.StateAt(now);
        if (action == GuestAction.Delete) return null;
        if (!Steps.ContainsKey((state, action))) return $"{Words(action)} is not offered for an account that is {Words(state)}";
        // Nobody is sent credentials that are worth nothing any more.
        if (action == GuestAction.Approve && now >= guest.Account.ValidTo) return "the time that the account was asked for is over: deny it, or let the guest register again";
        return action == GuestAction.Resend && guest.PasswordChanged ? "the guest has changed the password: reset it first" : null;
    }

    /// <summary>The state that an offered <paramref name="action"/> takes <paramref name="guest"/> to; <c>null</c>: the account is gone.</summary>
    /// <exception cref="InvalidOperationException">It is not offered.</exception>
    public static GuestState? After(Guest guest, GuestAction action, DateTimeOffset now)
    {
        if (Refusal(guest, action, now) is { } refusal) throw new InvalidOperationException(refusal);
        if (action == GuestAction.Delete) return null;
        var state = guest.StateAt(now);
        var after = Steps[(state, action)];
        return state is GuestState.Suspended or GuestState.Expired && !guest.HasSignedIn ? GuestState.Created : after;
    }

    private static string Words(GuestState state) => state switch
    {
        GuestState.PendingApproval => "pending approval",
        GuestState.Created => "created",
        GuestState.Active => "active",
        GuestState.Suspended => "suspended",
        GuestState.Expired => "expired",
        GuestState.Denied => "denied",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "no such state"),
    };

    private static string Words(GuestAction action) => action switch
    {
        GuestAction.ResetPassword => "'reset password'",
        GuestAction.SignIn => "'sign in'",
        GuestAction.ChangePassword => "'change password'",
        _ => $"'{action.ToString().ToLowerInvariant()}'",
    };
}
