using System.Text;
using IseMail.Benchmarks.Measuring;
using IseMail.Benchmarks.Sending;
using IseMail.Cluster.Sending;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using MimeKit;

namespace IseMail.Benchmarks.Server;

/// <summary>
/// The embedded submission server against the npm package smtp-server, under the same client. With MailKit as the client,
/// more than half of the time is the client's own on either server, so that it says little of them; what is promised is
/// measured with a client that costs next to nothing, and both are shown.
/// </summary>
internal static class ServerBenchmark
{
    private const double Required = 1.5;
    private const int Connections = 3;
    private const int Warming = 250;
    private const string Recipient = "guest@visitor.example";

    public static async Task<bool> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        if (!PackageServer.CanStart) return Report.Requirement($"node and npm are not on the PATH; there is nothing to compare with", false);
        await using var tenant = await EmbeddedTenant.StartAsync(SubmissionLimits.None, cancellationToken);
        await using var package = await PackageServer.StartAsync(tenant.Certificate, cancellationToken);
        var token = await tenant.TokenAsync(cancellationToken);
        Report.Line($"{options.Mails} mails a round over {Connections} connections, STARTTLS, XOAUTH2; each connection repeats one message of about 1 kB");
        Report.Line($"The embedded server runs in this process, as it does in the program, checks its tokens and keeps what arrives; smtp-server has a process of its own and drops what arrives");

        var ratio = await CompareAsync("a client that has its octets ready", LoadAsync);
        if (!options.Brief) await CompareAsync("MailKit", MailKitAsync);
        return Report.Requirement($"embedded server at {ratio:0.00} times smtp-server (median of {options.Rounds} rounds), at least {Required:0.0} required", ratio >= Required);

        async Task<double> CompareAsync(string client, Func<SmtpServerSettings, Task<Measure>> send)
        {
            Report.Line($"From {client} (CPU: client and server together)");
            return Rounds.MedianRatio(await Rounds.CompareAsync(options.Rounds, "embedded", () => send(tenant.Server), "smtp-server", PackageAsync));

            async Task<Measure> PackageAsync()
            {
                var before = package.Processor;
                var measure = await send(tenant.Server with { Port = package.Port });
                return measure with { Processor = measure.Processor + (package.Processor - before) };
            }
        }

        async Task<Measure> LoadAsync(SmtpServerSettings server)
        {
            using var client = LoadClient.Open(server, tenant.Path, token, Connections);
            var message = Text();
            await client.RepeatAsync(EmbeddedTenant.Address.Value, Recipient, message, Warming);
            return await Measure.OfAsync(options.Mails, () => client.RepeatAsync(EmbeddedTenant.Address.Value, Recipient, message, options.Mails));
        }

        async Task<Measure> MailKitAsync(SmtpServerSettings server)
        {
            await using var client = await DirectSender.OpenAsync(server, tenant.Path, token, Connections, cancellationToken);
            await client.RepeatAsync(Message, Warming, cancellationToken);
            return await Measure.OfAsync(options.Mails, () => client.RepeatAsync(Message, options.Mails, cancellationToken));
        }
    }

    private static string Text()
    {
        using var octets = new MemoryStream();
        using var message = Message();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        message.WriteTo(format, octets);
        return Encoding.ASCII.GetString(octets.ToArray());
    }

    private static MimeMessage Message()
    {
        var none = new NoSeal();
        return MimeComposer.Compose(new OutgoingMail(GuestMails.Of(0, 1, none), "psn-1"), none);
    }
}
