using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Guests;

/// <summary>Makes accounts of what was typed: login names that are free, times in the location's zone, passwords.</summary>
internal sealed class NewAccounts(GuestRegister register, GuestSettings settings, ITextSeal seal, Random random, DateTimeOffset now)
{
    private const int PasswordLength = 10;

    // Without the letters and digits that are mistaken for each other when read from a screen.
    private const string PasswordCharacters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    public static string Password(Random random) => random.GetString(PasswordCharacters, PasswordLength);

    public GuestDecision Make(GuestRequest request, string typeName, EmailAddress? sponsor, ImmutableArray<GuestForm> forms, ApprovalSettings? approval)
    {
        var type = settings.Type(typeName);
        var guests = ImmutableArray.CreateBuilder<Guest>(forms.Length);
        foreach (var form in forms)
        {
            var from = form.From ?? now;
            var holds = form.Holds ?? type?.Duration ?? TimeSpan.FromDays(1);
            if (from - now > GuestSettings.FurthestStart) return new GuestDecision.Refused("an account begins within a day");
            if (holds <= TimeSpan.Zero || from + holds <= now) return new GuestDecision.Refused("the account would have expired before it begins");
            if (type is not null && holds > type.Longest) return new GuestDecision.Refused($"accounts of type {type.Name} hold at most {type.Longest.TotalDays:0} days");
            guests.Add(Make(request, form, typeName, sponsor, new AccountTime(from, holds, type?.FromFirstLogin == true), approval));
        }
        return new GuestDecision.Written(guests.ToImmutable(), []);
    }

    private Guest Make(GuestRequest request, GuestForm form, string type, EmailAddress? sponsor, AccountTime time, ApprovalSettings? approval)
    {
        var until = time.From + (time.FromFirstLogin ? GuestSettings.LongestUnused : time.Holds);
        var account = new GuestAccount(
            UserName(form), form.FirstName, form.LastName, form.Address, form.Mobile,
            TimeZoneInfo.ConvertTime(time.From, settings.Zone), TimeZoneInfo.ConvertTime(until, settings.Zone), form.PersonVisited, form.ReasonForVisit, sponsor,
            time.FromFirstLogin ? time.Holds : null);
        var pending = approval is null ? null : Pending(approval);
        return new Guest(
            account, pending is null ? GuestState.Created : GuestState.PendingApproval, seal.Seal(Password(random)), false, false, type, request.Portal, now, request.Id, request.Id, pending);
    }

    private GuestApproval Pending(ApprovalSettings approval)
    {
        var token = ApprovalToken.Draw(random);
        return new GuestApproval(seal.Seal(token.Reveal()), token.Proof, TimeZoneInfo.ConvertTime(now + approval.LinksHold, settings.Zone));
    }

    // ISE's user name policy makes them of the name by default: first initial and last name, and a number where that is taken.
    private string UserName(GuestForm form)
    {
        var letters = string.Concat(form.FirstName.Take(1).Concat(form.LastName).Where(char.IsAsciiLetterOrDigit).Take(20)).ToLowerInvariant();
        var name = letters.Length < 2 ? "guest" : letters;
        for (var number = 0; ; number++)
        {
            var candidate = number == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}{number:00}");
            if (register.Find(candidate) is null && _taken.Add(candidate)) return candidate;
        }
    }

    private readonly record struct AccountTime(DateTimeOffset From, TimeSpan Holds, bool FromFirstLogin);
}
