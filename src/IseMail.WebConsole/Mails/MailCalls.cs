using System.Globalization;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Administration;
using IseMail.WebConsole.Tenant;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IseMail.WebConsole.Mails;

/// <summary>Any mail from its cause to its mailbox, and the search for it.</summary>
/// <param name="ledger">Reads all outboxes and mailboxes.</param>
/// <param name="tenant">The tenant, for what arrived; <c>null</c>: it is somebody else's.</param>
/// <param name="clock">The time.</param>
internal sealed class MailCalls(Func<CancellationToken, Task<DeliveryLedger>> ledger, TenantClient? tenant, TimeProvider clock) : IDisposable
{
    private const int MostShown = 500;

    // Reading every outbox is work: whoever types a search asks several times a second.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _reading = new(1);
    private DeliveryLedger? _read;
    private DateTimeOffset _readAt;

    /// <summary>Adds what answers.</summary>
    public void Map(IEndpointRouteBuilder web)
    {
        web.Shows<MailsFound>("/journeys", "Mails by 'to', 'purpose', 'state' and 'node', the newest first; 'limit' says how many at the most", SearchAsync);
        web.Shows<MailDocument>("/journeys/{mail}", "One mail, from its cause to its mailbox", ShowAsync).Produces<RefusalDocument>(StatusCodes.Status404NotFound);
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    private async Task SearchAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var (to, purpose, state, node) = (query["to"].ToString(), query["purpose"].ToString(), query["state"].ToString(), query["node"].ToString());
        var limit = int.TryParse(query["limit"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, MostShown) : 100;
        if (await ReadAsync(context) is not { } read) return;
        var found = read.Mails.Where(mail =>
            (purpose.Length == 0 || mail.Purpose.Key() == purpose)
            && (state.Length == 0 || MailJourneys.Word(mail.Standing) == state)
            && (node.Length == 0 || mail.Outboxes.Any(one => one.Node.Value == node))
            && (to.Length == 0 || mail.Outboxes.Any(one => one.Entry.To.Value.Contains(to, StringComparison.OrdinalIgnoreCase)))).ToList();
        var newest = found.OrderByDescending(mail => mail.Outboxes.IsEmpty ? DateTimeOffset.MaxValue : mail.Outboxes[0].Entry.AcceptedAt).Take(limit).Select(mail => MailJourneys.Of(mail, null));
        await context.Response.WriteAsJsonAsync(new MailsFound(found.Count, [.. newest]), context.RequestAborted);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var text = context.Request.RouteValues["mail"]?.ToString() ?? "";
        MailId id;
        try
        {
            id = MailId.Parse(text);
        }
        catch (FormatException)
        {
            await Answers.RefuseAsync(context, StatusCodes.Status400BadRequest, "this is no mail; 32 hexadecimal digits, as the search shows them");
            return;
        }
        if (await ReadAsync(context) is not { } read) return;
        if (read.Mails.FirstOrDefault(mail => mail.Id == id) is not { } story)
        {
            await Answers.RefuseAsync(context, StatusCodes.Status404NotFound, $"no outbox knows a mail {id}; what is delivered is forgotten after some days");
            return;
        }
        var arrived = story.Outboxes.IsEmpty || tenant is null ? [] : await tenant.ArrivedAsync(story.Outboxes[0].Entry.To.Value, $"<{id}", context.RequestAborted);
        var journey = MailJourneys.Of(story, arrived.Select(one => one.Subject).FirstOrDefault());
        // The n-th copy that the ledger knows is the n-th of the mailbox: both go by the order of arrival.
        var copies = new Queue<long>(arrived.Select(one => one.Number));
        var steps = journey.Steps.Select(step => step.What == "arrived" && copies.TryDequeue(out var number) ? step with { Message = number } : step);
        await context.Response.WriteAsJsonAsync(journey with { Steps = [.. steps] }, context.RequestAborted);
    }

    private async Task<DeliveryLedger?> ReadAsync(HttpContext context)
    {
        await _reading.WaitAsync(context.RequestAborted);
        try
        {
            if (_read is null || clock.GetUtcNow() - _readAt > Fresh) (_read, _readAt) = (await ledger(context.RequestAborted), clock.GetUtcNow());
            return _read;
        }
        catch (IOException unreadable)
        {
            await Answers.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, unreadable.Message);
            return null;
        }
        finally
        {
            _reading.Release();
        }
    }
}
