using System.Collections.Immutable;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Guests;

/// <summary>All guests' accounts, as the primary PAN keeps them. Whoever keeps it journals each decision before acting on it.</summary>
public sealed class GuestRegister
{
    private readonly Dictionary<string, Guest> _guests = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SortedSet<string>> _byRequest = new(StringComparer.Ordinal);

    /// <summary>How many accounts there are.</summary>
    public int Count => _guests.Count;

    /// <summary>All accounts, by login name.</summary>
    public IEnumerable<Guest> All => _guests.Values.OrderBy(guest => guest.UserName, StringComparer.Ordinal);

    /// <summary>The account of that login name, or <c>null</c>.</summary>
    public Guest? Find(string userName) => _guests.GetValueOrDefault(userName);

    /// <summary>What becomes of <paramref name="request"/>; nothing changes until that is applied.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="settings">The deployment's guest settings.</param>
    /// <param name="seal">Seals passwords and tokens.</param>
    /// <param name="random">For passwords and tokens.</param>
    /// <param name="now">The present.</param>
    public GuestDecision Decide(GuestRequest request, GuestSettings settings, ITextSeal seal, Random random, DateTimeOffset now)
    {
        // A request that is sent again, because its answer was lost, finds what it made.
        if (_byRequest.TryGetValue(request.Id, out var made)) return new GuestDecision.Read([.. made.Select(userName => _guests[userName])]);
        return request switch
        {
            GuestRequest.Register register => Register(register, settings, new NewAccounts(this, settings, seal, random, now)),
            GuestRequest.Create create => Create(create, settings, new NewAccounts(this, settings, seal, random, now)),
            GuestRequest.Act act => Find(act.UserName) is { } guest ? Act(act, guest, settings, seal, random, now) : Unknown(act.UserName),
            GuestRequest.OpenLink link => Find(link.UserName) is { } guest ? Open(link, guest, now) : Unknown(link.UserName),
            GuestRequest.Resend resend => Find(resend.UserName) is { } guest ? Resend(resend, guest, settings, now) : Unknown(resend.UserName),
            _ => throw new ArgumentOutOfRangeException(nameof(request), request, "no such request"),
        };
    }

    /// <summary>Makes what was written part of the register.</summary>
    public void Apply(IEnumerable<Guest> written, IEnumerable<string> removed)
    {
        foreach (var guest in written)
        {
            Remove(guest.UserName);
            _guests.Add(guest.UserName, guest);
            foreach (var request in Requests(guest))
            {
                if (!_byRequest.TryGetValue(request, out var userNames)) _byRequest.Add(request, userNames = new SortedSet<string>(StringComparer.Ordinal));
                userNames.Add(guest.UserName);
            }
        }
        foreach (var userName in removed) Remove(userName);
    }

    private void Remove(string userName)
    {
        if (!_guests.Remove(userName, out var guest)) return;
        foreach (var request in Requests(guest))
        {
            var userNames = _byRequest[request];
            userNames.Remove(guest.UserName);
            if (userNames.Count == 0) _byRequest.Remove(request);
        }
    }

    private static IEnumerable<string> Requests(Guest guest) => guest.CreatedBy == guest.LastRequest ? [guest.CreatedBy] : [guest.CreatedBy, guest.LastRequest];

    private static GuestDecision Register(GuestRequest.Register register, GuestSettings settings, NewAccounts accounts)
    {
        var portal = settings.SelfRegistration;
        if (portal.Approval is { Recipients.IsEmpty: true } && register.PersonVisited is null)
            return new GuestDecision.Refused("the person being visited has to approve, and no address of that person was typed");
        return accounts.Make(register, portal.Type, null, [register.Form with { Holds = portal.Validity }], portal.Approval);
    }

    private static GuestDecision Create(GuestRequest.Create create, GuestSettings settings, NewAccounts accounts)
    {
        if (settings.Type(create.Type) is null) return new GuestDecision.Refused("no such guest type");
        return settings.Sponsors.MakingRefusal(create.Sponsor, create.Type, create.Forms.Length) is { } refusal
            ? new GuestDecision.Refused(refusal)
            : accounts.Make(create, create.Type, create.Sponsor, create.Forms, null);
    }

    private static GuestDecision Act(GuestRequest.Act act, Guest guest, GuestSettings settings, ITextSeal seal, Random random, DateTimeOffset now)
    {
        if (act.Action == GuestAction.Resend) return new GuestDecision.Refused("a resend is a request of its own");
        if (settings.Sponsors.ManagingRefusal(act.By, guest.Account.Sponsor) is { } forbidden) return new GuestDecision.Refused(forbidden);
        if (GuestLifeCycle.Refusal(guest, act.Action, now) is { } refusal) return new GuestDecision.Refused(refusal);
        if (GuestLifeCycle.After(guest, act.Action, now) is not { } state) return new GuestDecision.Written([], [guest.UserName]);
        var after = guest with { State = state, LastRequest = act.Id };
        switch (act.Action)
        {
            case GuestAction.SignIn when now < guest.Account.ValidFrom:
                return new GuestDecision.Refused("the account has not begun");
            case GuestAction.SignIn:
                return Written(after with { HasSignedIn = true, Account = Begun(guest.Account, settings, now) });
            case GuestAction.Approve:
                return Written(after with { Account = guest.Account with { Sponsor = guest.Account.Sponsor ?? act.By } });
            case GuestAction.ResetPassword:
                return Written(after with { Password = seal.Seal(NewAccounts.Password(random)), PasswordChanged = false });
            case GuestAction.ChangePassword:
                return act.Password is { } chosen ? Written(after with { Password = chosen, PasswordChanged = true }) : new GuestDecision.Refused("no password was typed");
            // Whoever names an end lets the account's time begin.
            case GuestAction.Extend when act.Until is { } end && guest.Account.FromFirstLogin is not null:
                return Extend(after, guest.Account with { ValidFrom = TimeZoneInfo.ConvertTime(now, settings.Zone), FromFirstLogin = null }, end, settings, now);
            case GuestAction.Extend:
                return act.Until is { } until && until > guest.Account.ValidTo
                    ? Extend(after, guest.Account, until, settings, now)
                    : new GuestDecision.Refused("an account is extended to a later time than it has");
            default:
                return Written(after);
        }
    }

    /// <summary>The account from its first login on, where that is when its time begins.</summary>
    private static GuestAccount Begun(GuestAccount account, GuestSettings settings, DateTimeOffset now) => account.FromFirstLogin is { } holds
        ? account with { ValidFrom = TimeZoneInfo.ConvertTime(now, settings.Zone), ValidTo = TimeZoneInfo.ConvertTime(now + holds, settings.Zone), FromFirstLogin = null }
        : account;

    private static GuestDecision Extend(Guest after, GuestAccount account, DateTimeOffset until, GuestSettings settings, DateTimeOffset now)
    {
        if (until <= now) return new GuestDecision.Refused("an account is extended to a later time than now");
        return settings.Type(after.Type) is { } type && until - account.ValidFrom > type.Longest
            ? new GuestDecision.Refused($"accounts of type {type.Name} hold at most {type.Longest.TotalDays:0} days")
            : Written(after with { Account = account with { ValidTo = TimeZoneInfo.ConvertTime(until, settings.Zone) } });
    }

    private static GuestDecision Open(GuestRequest.OpenLink link, Guest guest, DateTimeOffset now)
    {
        if (guest.Approval is not { } approval || !string.Equals(link.Proof, approval.Proof, StringComparison.Ordinal)) return new GuestDecision.Refused("the link is not of this account");
        if (now >= approval.LinksUntil) return new GuestDecision.Refused("the link no longer holds: decide in the sponsor portal");
        var action = link.Approve ? GuestAction.Approve : GuestAction.Deny;
        return GuestLifeCycle.Refusal(guest, action, now) is { } refusal
            ? new GuestDecision.Refused(refusal)
            : Written(guest with { State = GuestLifeCycle.After(guest, action, now)!.Value, LastRequest = link.Id });
    }

    private static GuestDecision Resend(GuestRequest.Resend resend, Guest guest, GuestSettings settings, DateTimeOffset now)
    {
        if (settings.Sponsors.ManagingRefusal(resend.Sponsor, guest.Account.Sponsor) is { } forbidden) return new GuestDecision.Refused(forbidden);
        if (GuestLifeCycle.Refusal(guest, GuestAction.Resend, now) is { } refusal) return new GuestDecision.Refused(refusal);
        return (resend.CopyMe || resend.Summary) && resend.Sponsor is null
            ? new GuestDecision.Refused("a copy or a summary needs the sponsor's address")
            : new GuestDecision.Read([guest]);
    }

    private static GuestDecision.Written Written(Guest guest) => new([guest], []);

    private static GuestDecision.Refused Unknown(string userName) => new($"there is no account '{NoticeText.OneLine(userName, NoticeText.MaxName)}'");
}
