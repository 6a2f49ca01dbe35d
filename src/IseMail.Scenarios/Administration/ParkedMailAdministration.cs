using System.Collections.Immutable;
using IseMail.Cluster.Control;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IseMail.Scenarios.Administration;

/// <summary>Mails that wait for a person in the outboxes of a deployment that runs, and their second chance.</summary>
/// <param name="nodes">The nodes that run in this process.</param>
internal sealed class ParkedMailAdministration(Func<IReadOnlyCollection<NodeControl>> nodes)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    public void Map(IEndpointRouteBuilder web)
    {
        web.Shows<ImmutableArray<ParkedMailDocument>>("/parked", "Mails that wait for a person", ListAsync);
        web.Does<ReplayRequest, ReplayedDocument>("/parked/replay", "Has mails tried again", ReplayAsync);
    }

    private async Task ListAsync(HttpContext context)
    {
        var inventories = await Task.WhenAll(nodes().Select(host => host.InventoryAsync(AnswerWithin, context.RequestAborted)));
        await context.Response.WriteAsJsonAsync(
            inventories.OfType<Cluster.Outbox.OutboxInventory>()
                .SelectMany(inventory => inventory.Entries.Where(entry => entry.State is MailState.Parked or MailState.InDoubt).Select(entry => Document(inventory.Node.Value, entry)))
                .ToImmutableArray(),
            context.RequestAborted);
    }

    private async Task ReplayAsync(HttpContext context)
    {
        if (await Answers.BodyAsync<ReplayRequest>(context) is not { } request) return;
        MailId? mail = null;
        if (request.Mail is { } text)
        {
            try
            {
                mail = MailId.Parse(text);
            }
            catch (FormatException)
            {
                await Answers.RefuseAsync(context, StatusCodes.Status400BadRequest, $"'{NoticeText.OneLine(text, NoticeText.MaxName)}' is not a mail; 32 hexadecimal digits, as 'isemail parked list' shows them");
                return;
            }
        }
        var replayed = (await Task.WhenAll(nodes().Select(host => host.ReplayAsync(mail, AnswerWithin, context.RequestAborted)))).Sum() ?? 0;
        if (replayed == 0 && mail is not null) await Answers.RefuseAsync(context, StatusCodes.Status409Conflict, $"no mail {mail} waits for a person in the outboxes here");
        else await context.Response.WriteAsJsonAsync(new ReplayedDocument(replayed), context.RequestAborted);
    }

    private static ParkedMailDocument Document(string node, OutboxEntry entry) => new(
        entry.Id.ToString(), node, entry.State == MailState.Parked ? "parked" : "inDoubt", entry.Purpose.Key(), entry.Mail?.From.Value, entry.To.Value, entry.SettledAt, entry.LastReason);
}
