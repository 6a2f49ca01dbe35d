namespace IseMail.Domain.Guests;

/// <summary>Where a guest's account stands (Cisco ISE Sponsor Portal User Guide 2.7).</summary>
public enum GuestState
{
    /// <summary>The guest registered and a sponsor has to decide.</summary>
    PendingApproval,

    /// <summary>It can be used and has not been yet.</summary>
    Created,

    /// <summary>The guest has signed in.</summary>
    Active,

    /// <summary>A sponsor suspended it.</summary>
    Suspended,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>A sponsor denied it.</summary>
    Denied,
}

/// <summary>What can be done to a guest's account (Cisco document 225520, sponsor portal; Cisco ISE ERS API, guest user).</summary>
public enum GuestAction
{
    /// <summary>A sponsor approves it.</summary>
    Approve,

    /// <summary>A sponsor denies it.</summary>
    Deny,

    /// <summary>A sponsor suspends it.</summary>
    Suspend,

    /// <summary>A sponsor reinstates it.</summary>
    Reinstate,

    /// <summary>A sponsor gives it more time.</summary>
    Extend,

    /// <summary>A sponsor gives it a new password.</summary>
    ResetPassword,

    /// <summary>A sponsor sends its credentials again.</summary>
    Resend,

    /// <summary>A sponsor deletes it.</summary>
    Delete,

    /// <summary>The guest signs in.</summary>
    SignIn,

    /// <summary>The guest chooses another password.</summary>
    ChangePassword,
}
