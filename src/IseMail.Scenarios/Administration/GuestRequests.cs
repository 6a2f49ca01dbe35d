using System.Collections.Immutable;
using System.Web;
using IseMail.Domain;
using IseMail.Domain.Deployments;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Topologies;

namespace IseMail.Scenarios.Administration;

/// <summary>Turns what is asked for at a portal into its request, or says what is wrong with it. Does nothing itself.</summary>
/// <param name="settings">The deployment's guest settings.</param>
/// <param name="deployment">Its nodes.</param>
/// <param name="id">Which request.</param>
internal sealed class GuestRequests(GuestSettings settings, Deployment deployment, string id)
{
    private const int LongestText = 1024;

    private static readonly ImmutableArray<(string Key, GuestAction Action)> Actions =
    [
        .. Enum.GetValues<GuestAction>().Where(action => action != GuestAction.Resend).Select(action => (char.ToLowerInvariant(action.ToString()[0]) + action.ToString()[1..], action)),
    ];

    public (GuestRequest? Request, Problem? Problem) Read(RegisterRequest request)
    {
        if (Portal(request.Portal, out var portal) is { } unknown) return (null, unknown);
        if (Form(request.Guest, out var form) is { } wrong) return (null, wrong);
        EmailAddress? visited = null;
        if (request.PersonVisitedEmail is { } text)
        {
            if (!EmailAddress.TryParse(text, out var address)) return (null, Address("personVisitedEmail"));
            visited = address;
        }
        return (new GuestRequest.Register(id, portal, form!, visited), null);
    }

    public (GuestRequest? Request, Problem? Problem) Read(CreateRequest request)
    {
        if (Portal(request.Portal, out var portal) is { } unknown) return (null, unknown);
        if (Sponsor(request.Sponsor, out var sponsor) is { } nobody) return (null, nobody);
        var type = request.Type ?? settings.Sponsors.GroupOf(sponsor)?.Types.FirstOrDefault() ?? settings.Types[0].Name;
        if (settings.Type(type) is not { } known)
            return (null, new Problem("type", $"'{type}' is not a guest type", NearestWord.Expectation(type, [.. settings.Types.Select(one => one.Name)])));
        if (request.Guests.IsDefaultOrEmpty) return (null, new Problem("guests", "there is nobody to make an account for", "at least one guest"));
        var forms = ImmutableArray.CreateBuilder<GuestForm>();
        foreach (var guest in request.Guests)
        {
            if (Form(guest, out var form) is { } wrong) return (null, wrong);
            forms.Add(form!);
        }
        return (new GuestRequest.Create(id, portal, sponsor, known.Name, forms.ToImmutable(), request.Notify), null);
    }

    public (GuestRequest? Request, Problem? Problem) Read(GuestActionRequest request)
    {
        if (Portal(request.Portal, out var portal) is { } unknown) return (null, unknown);
        if (By(request.Sponsor, out var sponsor) is { } nobody) return (null, nobody);
        if (!Actions.Any(one => one.Key == request.Action))
            return (null, new Problem("action", $"'{request.Action}' is nothing that can be done to an account", NearestWord.Expectation(request.Action, [.. Actions.Select(one => one.Key)])));
        DateTimeOffset? until = null;
        if (request.Until is { } text)
        {
            if (!InstantText.TryParse(text, settings.Zone, out var at)) return (null, new Problem("until", $"'{text}' is not a date", InstantText.Rule));
            until = at;
        }
        var action = Actions.Single(one => one.Key == request.Action).Action;
        return (new GuestRequest.Act(id, portal, request.UserName, action, until, request.Password is { } sealedText ? new SealedText([.. sealedText]) : null, sponsor), null);
    }

    public (GuestRequest? Request, Problem? Problem) Read(ResendRequest request)
    {
        if (Portal(request.Portal, out var portal) is { } unknown) return (null, unknown);
        return By(request.Sponsor, out var sponsor) is { } nobody
            ? (null, nobody)
            : (new GuestRequest.Resend(id, portal, request.UserName, sponsor, request.CopyMe, request.Summary), null);
    }

    /// <summary>A link as <see cref="NoticeComposer"/> writes it. It is not repeated: it holds a token.</summary>
    public (GuestRequest? Request, Problem? Problem) Read(LinkRequest request)
    {
        var wrong = new Problem("link", "this is not a link of an approval request", "the link as it stands in the mail: https://NODE:8443/sponsorportal/approve?…");
        if (!Uri.TryCreate(request.Link, UriKind.Absolute, out var link) || link.AbsolutePath is not ("/sponsorportal/approve" or "/sponsorportal/deny")) return (null, wrong);
        if (Portal(link.Host, out var portal) is { } unknown) return (null, unknown);
        var query = HttpUtility.ParseQueryString(link.Query);
        if (query["user"] is not { } user || query["token"] is not { Length: 32 } token || !token.All(char.IsAsciiHexDigit)) return (null, wrong);
        return (new GuestRequest.OpenLink(id, portal, user, link.AbsolutePath.EndsWith("approve", StringComparison.Ordinal), new ApprovalToken(token).Proof), null);
    }

    /// <summary>What is said of a field that holds no address.</summary>
    public static Problem Address(string field) => new(field, "this is not a mail address", EmailAddress.Rule);

    private Problem? Portal(string? text, out NodeName portal)
    {
        var portals = deployment.With(Persona.Psn).Select(node => node.Name).ToList();
        portal = portals[0];
        if (text is null || (NodeName.TryParse(text, out portal) && portals.Contains(portal))) return null;
        return new Problem("portal", $"no PSN is named '{text}'", "one of " + string.Join(", ", portals));
    }

    private Problem? By(string? text, out EmailAddress? sponsor)
    {
        sponsor = null;
        if (text is null) return null;
        var problem = Sponsor(text, out var address);
        sponsor = address;
        return problem;
    }

    private Problem? Sponsor(string text, out EmailAddress address)
    {
        address = default;
        if (settings.Sponsors.Find(text) is { } known)
        {
            address = known.Address;
            return null;
        }
        if (!settings.Sponsors.All.IsEmpty) return new Problem("sponsor", $"'{text}' is not a sponsor", NearestWord.Expectation(text, [.. settings.Sponsors.All.Select(sponsor => sponsor.Name)]));
        return EmailAddress.TryParse(text, out address) ? null : new Problem("sponsor", $"'{text}' is not a sponsor", "a mail address, for the topology lists no sponsors");
    }

    private Problem? Form(GuestFormDocument guest, out GuestForm? form)
    {
        form = null;
        if (!EmailAddress.TryParse(guest.Email, out var address)) return Address("email");
        (string Field, string Text)[] texts =
        [
            ("firstName", guest.FirstName), ("lastName", guest.LastName), ("mobile", guest.Mobile), ("personVisited", guest.PersonVisited), ("reasonForVisit", guest.ReasonForVisit),
        ];
        if (texts.FirstOrDefault(one => one.Text.Length > LongestText) is { Field: { } field }) return new Problem(field, $"this is longer than {LongestText} characters", "a shorter text");
        DateTimeOffset? from = null;
        if (guest.From is { } begins)
        {
            if (!InstantText.TryParse(begins, settings.Zone, out var at)) return new Problem("from", $"'{begins}' is not a date", InstantText.Rule);
            from = at;
        }
        TimeSpan? holds = null;
        if (guest.Holds is { } duration)
        {
            if (!DurationText.TryParse(duration, out var span)) return new Problem("holds", $"'{duration}' is not a duration", DurationText.Rule);
            holds = span;
        }
        form = new GuestForm(guest.FirstName, guest.LastName, address, guest.Mobile, guest.PersonVisited, guest.ReasonForVisit, from, holds);
        return null;
    }
}
