using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using IseMail.Cli.Administration;
using IseMail.Cli.Tenants;
using MimeKit;
using MimeKit.Utils;
using Spectre.Console;

namespace IseMail.Cli.Mailboxes;

/// <summary><c>isemail mailbox list|show</c>: what has arrived in the embedded tenant, as those read it to whom it was sent.</summary>
internal static class MailboxCommand
{
    public static Command Create() => new("mailbox", "Read what has arrived in the embedded tenant's mailboxes.") { List(), Show() };

    private static Command List()
    {
        var recipient = new Argument<string?>("ADDRESS") { Description = "Whose mail. Left out: everybody's.", Arity = ArgumentArity.ZeroOrOne };
        var purpose = new Option<string?>("--purpose") { Description = "Only mail of this purpose: alarm, guestNotice, sponsorNotice, guestExpiry, passwordExpiry." };
        var node = new Option<string?>("--node") { Description = "Only mail of this node." };
        var data = OnTenant.Data();
        var json = Administering.Json();
        var command = new Command("list", "Show what has arrived, the oldest first.") { recipient, purpose, node, data, json };
        command.SetAction((parsed, cancellationToken) => OnTenant.RunAsync(parsed.GetValue(data), async (tenant, cancellation) =>
        {
            var (mails, refusal) = await tenant.MailsAsync(parsed.GetValue(recipient), parsed.GetValue(purpose), parsed.GetValue(node), cancellation);
            if (refusal is not null) return await OnTenant.DoneAsync(refusal);
            if (parsed.GetValue(json)) await Administering.WriteJsonAsync(mails);
            else if (mails.IsEmpty) await Console.Out.WriteLineAsync("nothing has arrived");
            else Write(Terminal.Output(), mails);
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }

    private static Command Show()
    {
        var number = new Argument<long>("NUMBER") { Description = "Which mail, as the list numbers it." };
        var source = new Option<bool>("--source") { Description = "As it came, with all headers." };
        var data = OnTenant.Data();
        var command = new Command("show", "Show a mail as its recipient reads it, a guest's credentials included.") { number, source, data };
        command.SetAction((parsed, cancellationToken) => OnTenant.RunAsync(parsed.GetValue(data), async (tenant, cancellation) =>
        {
            var (octets, refusal) = await tenant.MailAsync(parsed.GetValue(number), cancellation);
            if (octets is null) return await OnTenant.DoneAsync(refusal);
            using var stream = new MemoryStream(octets);
            if (parsed.GetValue(source))
            {
                using var output = Console.OpenStandardOutput();
                await stream.CopyToAsync(output, cancellation);
                return ExitCodes.Holds;
            }
            using var message = await MimeMessage.LoadAsync(stream, cancellation);
            await Console.Out.WriteLineAsync(Terminal.Printable(string.Create(CultureInfo.InvariantCulture, $"From: {message.From}\nTo: {message.To}\nDate: {message.Date:yyyy-MM-dd HH:mm:ss zzz}\nSubject: {message.Subject}\n\n{message.TextBody?.ReplaceLineEndings("\n").TrimEnd()}")));
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }

    private static void Write(IAnsiConsole console, ImmutableArray<ToldMail> mails)
    {
        var table = new Table().AddColumns("No.", "Arrived", "Node", "Purpose", "From", "To", "Subject");
        foreach (var mail in mails)
        {
            table.AddRow(new[]
            {
                mail.Number.ToString(CultureInfo.InvariantCulture), mail.ReceivedAt.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture), mail.Node ?? "-", mail.Purpose ?? "-",
                mail.From, string.Join(", ", mail.Recipients), Rfc2047.DecodeText(Encoding.UTF8.GetBytes(mail.Subject ?? "")),
            }.Select(Terminal.Printable).Select(Markup.Escape).ToArray());
        }
        console.Write(table);
    }
}
