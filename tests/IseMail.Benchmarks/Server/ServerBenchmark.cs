using IseMail.Benchmarks.Measuring;
using IseMail.Benchmarks.Sending;
using IseMail.Cluster.Sending;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using MimeKit;

namespace IseMail.Benchmarks.Server;

/// <summary>The embedded submission server against the npm package smtp-server, under the same client.</summary>
internal static class ServerBenchmark
{
    private const double Required = 1.5;
    private const int Connections = 3;
    private const int Warming = 250;

    public static async Task<bool> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        if (!PackageServer.CanStart) return Report.Requirement($"node and npm are not on the PATH; there is nothing to compare with", false);
        await using var tenant = await EmbeddedTenant.StartAsync(SubmissionLimits.None, cancellationToken);
        await using var package = await PackageServer.StartAsync(tenant.Certificate, cancellationToken);
        Report.Line($"{options.Mails} mails a round from MailKit over {Connections} connections, STARTTLS, XOAUTH2; each connection repeats one composed message of about 1 kB");
        Report.Line($"The embedded server runs in this process, as it does in the program, checks its tokens and keeps what arrives; smtp-server has a process of its own and drops what arrives");

        await WarmUp.UntilCompiledAsync(async () =>
        {
            await EmbeddedAsync(0);
            await PackageAsync(0);
        });
        var rounds = await Rounds.AlternateAsync(options.Rounds, EmbeddedAsync, PackageAsync);
        Report.Table(
            ["round", "embedded mails/s", "smtp-server mails/s", "ratio", "embedded CPU us/mail", "smtp-server CPU us/mail"],
            rounds.Select((round, number) => (string[])[
                $"{number + 1}", Report.Whole(round.A.Rate), Report.Whole(round.B.Rate), Report.Two(round.A.Rate / round.B.Rate),
                Report.Whole(round.A.ProcessorPerMail), Report.Whole(round.B.ProcessorPerMail)]));
        Report.Line($"(CPU: client and server together)");
        var ratio = Rounds.Median(rounds.Select(round => round.A.Rate / round.B.Rate));
        return Report.Requirement($"embedded server at {ratio:0.00} times smtp-server (median of {rounds.Count} rounds), at least {Required:0.0} required", ratio >= Required);

        Task<Measure> EmbeddedAsync(int round) => SendAsync(tenant.Server);

        async Task<Measure> PackageAsync(int round)
        {
            var before = package.Processor;
            var measure = await SendAsync(tenant.Server with { Port = package.Port });
            return measure with { Processor = measure.Processor + (package.Processor - before) };
        }

        async Task<Measure> SendAsync(SmtpServerSettings server)
        {
            await using var client = await DirectSender.OpenAsync(server, tenant.Secret, Connections, cancellationToken);
            await client.RepeatAsync(Message, Warming, cancellationToken);
            return await Measure.OfAsync(options.Mails, () => client.RepeatAsync(Message, options.Mails, cancellationToken));
        }
    }

    private static MimeMessage Message()
    {
        var none = new NoSeal();
        return MimeComposer.Compose(new OutgoingMail(GuestMails.Of(0, 1, none), "psn-1"), none);
    }
}
