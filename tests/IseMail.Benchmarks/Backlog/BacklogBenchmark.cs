using IseMail.Benchmarks.Measuring;
using IseMail.Benchmarks.Sending;
using IseMail.Cluster.Sending;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;

namespace IseMail.Benchmarks.Backlog;

/// <summary>A backlog through Exchange Online's limits: as fast as they allow, and never so fast that the tenant has to act.</summary>
internal static class BacklogBenchmark
{
    private const int Mails = 300;
    private const double Required = 0.99;

    public static async Task<bool> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var limits = SubmissionLimits.ExchangeOnline with { Per = options.Window };
        var budget = SendingBudget.ExchangeOnline with { Per = options.Window };
        var scaled = options.Window == SubmissionLimits.ExchangeOnline.Per ? "Exchange Online's own window" : "scaled; --window 60s is Exchange Online's own";
        Report.Line($"{Mails} mails, {limits.Connections} connections, {limits.Messages} messages in any {options.Window.TotalSeconds:0.###} s ({scaled}), what exceeds them is delayed");

        await using var tenant = await EmbeddedTenant.StartAsync(limits, cancellationToken);
        var keys = Directory.CreateTempSubdirectory("isemail-benchmark-keys-");
        try
        {
            var seal = TextSeal.In(keys);
            using var transport = tenant.Transport(seal);
            await using var pipeline = LivePipeline.Start(budget, transport);
            await pipeline.AcceptAsync(GuestMails.Many(GuestMails.NextRun(), Mails, seal), Mails, cancellationToken);
            await pipeline.DeliveredAsync(Mails, cancellationToken);
        }
        finally
        {
            keys.Delete(recursive: true);
        }

        var arrived = tenant.Mailbox.Snapshot();
        var took = arrived[^1].ReceivedAt - arrived[0].ReceivedAt;
        var allowed = limits.Messages / limits.Per.TotalSeconds;
        var share = (arrived.Count - 1) / took.TotalSeconds / allowed;
        // The quickest that any sender could be: a window's worth at once, and then one more whenever the first of them leaves the window.
        var quickest = TimeSpan.FromSeconds(limits.Per.TotalSeconds * (Math.Ceiling((double)Mails / limits.Messages) - 1));
        var counters = tenant.Counters;
        Report.Line($"from the first mail's arrival to the last's: {took.TotalSeconds:0.000} s; the {arrived.Count - 1} mails after the first are {(arrived.Count - 1) / took.TotalSeconds:0.000} a second of {allowed:0.000} allowed");
        Report.Line($"(a sender that used the window's whole content at once would need {quickest.TotalSeconds:0.0} s, whose last burst is not counted against the rate here; an even spread needs {(Mails - 1) / allowed:0.0} s)");
        Report.Line($"accepted {counters.Accepted}, held back {counters.HeldBack}, refused {counters.Refused}, most connections at once {counters.GreatestConnections}");
        var exact = counters is { HeldBack: 0, Refused: 0 } && counters.Accepted == Mails && counters.GreatestConnections <= limits.Connections;
        return Report.Requirement($"{share:P2} of the allowed rate, at least {Required:P0} required", share >= Required)
            & Report.Requirement($"{counters.Accepted} accepted, {counters.HeldBack} held back, {counters.Refused} refused; {Mails}, 0 and 0 required", exact);
    }
}
