using System.Collections.Immutable;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Guests;

/// <summary>Somebody who may have guests. Mail to his guests comes from his address where the deployment says so.</summary>
/// <param name="Name">Login name at the sponsor portal.</param>
/// <param name="Address">His mail address.</param>
/// <param name="Group">The name of his group.</param>
public sealed record Sponsor(string Name, EmailAddress Address, string Group);

/// <summary>Which accounts the sponsors of a group manage (C-SG).</summary>
public enum ManagedAccounts
{
    /// <summary>All, also those of guests who registered themselves.</summary>
    All,

    /// <summary>Those that sponsors of the same group made or approved.</summary>
    Group,

    /// <summary>Those that the sponsor himself made or approved.</summary>
    Own,
}

/// <summary>A group of sponsors (C-SG).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Manages">Which accounts its sponsors manage.</param>
/// <param name="Notify">Whether guests are told of their accounts without the sponsor's saying so; off in ISE.</param>
/// <param name="Types">Guest types of which it may make accounts; empty: all.</param>
/// <param name="MostAtOnce">How many accounts a sponsor makes at once.</param>
public sealed record SponsorGroup(string Name, ManagedAccounts Manages, bool Notify, ImmutableArray<string> Types, int MostAtOnce)
{
    /// <summary>The groups that ISE comes with (C-SG).</summary>
    public static ImmutableArray<SponsorGroup> BuiltIn { get; } =
    [
        new("ALL_ACCOUNTS", ManagedAccounts.All, false, [], GuestSettings.MostAtOnce),
        new("GROUP_ACCOUNTS", ManagedAccounts.Group, false, [], GuestSettings.MostAtOnce),
        new("OWN_ACCOUNTS", ManagedAccounts.Own, false, [], GuestSettings.MostAtOnce),
    ];
}

/// <summary>The sponsors of a deployment and what each may do.</summary>
/// <param name="All">The sponsors; empty: whoever names an address is one, of the group ALL_ACCOUNTS.</param>
/// <param name="Groups">Their groups.</param>
public sealed record Sponsors(ImmutableArray<Sponsor> All, ImmutableArray<SponsorGroup> Groups)
{
    /// <summary>Nobody is listed.</summary>
    public static Sponsors Anybody { get; } = new([], SponsorGroup.BuiltIn);

    /// <summary>The sponsor of that name or address; <c>null</c>: none is listed.</summary>
    public Sponsor? Find(string nameOrAddress) => All.FirstOrDefault(sponsor =>
        string.Equals(sponsor.Name, nameOrAddress, StringComparison.OrdinalIgnoreCase) || string.Equals(sponsor.Address.Value, nameOrAddress, StringComparison.OrdinalIgnoreCase));

    /// <summary>The group of whoever has <paramref name="address"/>; <c>null</c>: that is no sponsor.</summary>
    public SponsorGroup? GroupOf(EmailAddress address)
    {
        if (All.IsEmpty) return SponsorGroup.BuiltIn[0];
        return Find(address.Value) is { } sponsor ? Group(sponsor.Group) : null;
    }

    /// <summary>The group of that name, or <c>null</c>.</summary>
    public SponsorGroup? Group(string name) => Groups.FirstOrDefault(group => string.Equals(group.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Why <paramref name="sponsor"/> may not make <paramref name="count"/> accounts of <paramref name="type"/>; <c>null</c>: he may.</summary>
    public string? MakingRefusal(EmailAddress sponsor, string type, int count)
    {
        if (GroupOf(sponsor) is not { } group) return $"{sponsor} is not a sponsor";
        if (count < 1 || count > group.MostAtOnce) return $"{count} accounts cannot be created at once: 1 to {group.MostAtOnce} can";
        return group.Types.IsEmpty || group.Types.Contains(type, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"sponsors of {group.Name} make no accounts of type {type}";
    }

    /// <summary>Why <paramref name="sponsor"/> may not manage an account that <paramref name="owner"/> made or approved; <c>null</c>: he may.</summary>
    /// <param name="sponsor">Who wants to; <c>null</c>: an administrator, or the guest himself.</param>
    /// <param name="owner">Whose account it is; <c>null</c>: the guest registered, and nobody has approved it.</param>
    public string? ManagingRefusal(EmailAddress? sponsor, EmailAddress? owner)
    {
        if (sponsor is not { } who) return null;
        if (GroupOf(who) is not { } group) return $"{who} is not a sponsor";
        var managed = group.Manages switch
        {
            ManagedAccounts.All => true,
            ManagedAccounts.Group => owner is { } other && GroupOf(other) == group,
            _ => owner == who,
        };
        return managed ? null : $"sponsors of {group.Name} do not manage this account";
    }
}
