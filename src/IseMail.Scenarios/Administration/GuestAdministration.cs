using System.Collections.Immutable;
using IseMail.Cluster.Control;
using IseMail.Cluster.Nodes;
using IseMail.Domain;
using IseMail.Domain.Deployments;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.Domain.Texts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IseMail.Scenarios.Administration;

/// <summary>
/// The guest and sponsor portals of a deployment that runs, and the test mail of the page on which their mail is laid out.
/// No answer ever holds a password.
/// </summary>
/// <param name="topology">The deployment.</param>
/// <param name="nodes">Those that run in this process.</param>
/// <param name="settings">The way to the settings.</param>
internal sealed class GuestAdministration(Topology topology, Func<IReadOnlyCollection<NodeControl>> nodes, PrimaryPanSettings settings)
{
    // A portal itself waits for the primary PAN, then for its outbox.
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(25);

    private readonly NoticeSettingsChanges _changes = new(topology.Notices, topology.Senders);

    public void Map(IEndpointRouteBuilder web)
    {
        web.Shows<ImmutableArray<GuestDocument>>("/guests", "Guests' accounts, without passwords", ListAsync);
        web.Does<RegisterRequest, ServedDocument>("/guests/register", "A guest registers at a portal", context => AskAsync<RegisterRequest>(context, static (requests, body) => requests.Read(body)));
        web.Does<CreateRequest, ServedDocument>("/guests/create", "A sponsor creates accounts", context => AskAsync<CreateRequest>(context, static (requests, body) => requests.Read(body)));
        web.Does<GuestActionRequest, ServedDocument>("/guests/act", "Something is done to an account", context => AskAsync<GuestActionRequest>(context, static (requests, body) => requests.Read(body)));
        web.Does<ResendRequest, ServedDocument>("/guests/resend", "A sponsor sends credentials again", context => AskAsync<ResendRequest>(context, static (requests, body) => requests.Read(body)));
        web.Does<LinkRequest, ServedDocument>("/guests/link", "Somebody opens a link of an approval request", context => AskAsync<LinkRequest>(context, static (requests, body) => requests.Read(body)));
        web.Shows<GuestEmailDocument>("/guests/email", "Guest Email Settings", ShowEmailAsync);
        web.Does<GuestEmailRequest, GuestEmailDocument>("/guests/email", "Changes Guest Email Settings", context => settings.ChangeAsync<GuestEmailRequest>(context, _changes.GuestEmail, ShowEmailAsync));
        web.Does<TestMailRequest, ServedDocument>("/portal/test-mail", "Sends a portal's test mail", TestMailAsync);
    }

    private async Task AskAsync<T>(HttpContext context, Func<GuestRequests, T, (GuestRequest? Request, Problem? Problem)> read)
        where T : class
    {
        if (await Answers.BodyAsync<T>(context) is not { } body || await AnyAsync(context) is not { } any) return;
        var (request, problem) = read(new GuestRequests(topology.Notices.Guests, topology.Deployment, $"by hand {Guid.NewGuid():N}"), body);
        if (problem is not null)
        {
            await Answers.RefuseAsync(context, problem);
            return;
        }
        if (nodes().FirstOrDefault(host => host.Name == request!.Portal) is not { } portal)
        {
            await Answers.RefuseAsync(context, StatusCodes.Status409Conflict, $"{request!.Portal} does not run here: name another portal, or the --data of its own process");
            return;
        }
        await TellAsync(context, async () =>
        {
            var served = await portal.AskPortalAsync(request!, AnswerWithin, context.RequestAborted);
            return new ServedDocument(portal.Name.Value, served.UserNames, [.. served.Mails.Select(mail => mail.ToString())]);
        });
    }

    private async Task TestMailAsync(HttpContext context)
    {
        if (await Answers.BodyAsync<TestMailRequest>(context) is not { } request || await AnyAsync(context) is not { } host) return;
        if (!EmailAddress.TryParse(request.To, out var to))
        {
            await Answers.RefuseAsync(context, GuestRequests.Address("to"));
            return;
        }
        await TellAsync(context, async () =>
        {
            var mails = await host.RaiseAsync([new Cause.PortalTested(to, $"by hand {Guid.NewGuid():N}")], AnswerWithin, context.RequestAborted);
            return new ServedDocument("the primary PAN", [], [.. mails.Select(mail => mail.ToString())]);
        });
    }

    private async Task ListAsync(HttpContext context)
    {
        if (await AnyAsync(context) is not { } host) return;
        if (await host.GuestsAsync(AnswerWithin, context.RequestAborted) is not { } guests)
        {
            await Answers.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "the primary PAN does not answer");
            return;
        }
        var now = TimeProvider.System.GetUtcNow();
        await context.Response.WriteAsJsonAsync(guests.Select(guest => Document(guest, now)).ToImmutableArray(), context.RequestAborted);
    }

    private async Task ShowEmailAsync(HttpContext context)
    {
        var changes = await settings.NoticesAsync(context.RequestAborted);
        var senders = changes.On(topology.Senders);
        await context.Response.WriteAsJsonAsync(
            new GuestEmailDocument(changes.On(topology.Notices.Guests).Notifications, senders.SponsorFirst ? "sponsor" : "default", senders.Guest.Value, changes.GuestEmail is not null), context.RequestAborted);
    }

    private async Task<NodeControl?> AnyAsync(HttpContext context)
    {
        var host = nodes().FirstOrDefault();
        if (host is null) await Answers.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "no node runs");
        return host;
    }

    private static async Task TellAsync(HttpContext context, Func<Task<ServedDocument>> serve)
    {
        try
        {
            await context.Response.WriteAsJsonAsync(await serve(), context.RequestAborted);
        }
        catch (CausesRefusedException refused)
        {
            await Answers.RefuseAsync(context, StatusCodes.Status409Conflict, refused.Message);
        }
    }

    private static GuestDocument Document(Guest guest, DateTimeOffset now)
    {
        var state = guest.StateAt(now).ToString();
        return new GuestDocument(
            guest.UserName, NoticeText.OneLine($"{guest.Account.FirstName} {guest.Account.LastName}".Trim(), NoticeText.MaxName), guest.Account.Address.Value,
            char.ToLowerInvariant(state[0]) + state[1..], guest.Type, guest.Account.Sponsor?.Value, guest.Portal.Value,
            guest.Account.ValidFrom, guest.Account.ValidTo, guest.Account.FromFirstLogin is { } holds ? DurationText.Of(holds) : null, guest.PasswordChanged);
    }
}
