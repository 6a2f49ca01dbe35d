using System.Collections.Immutable;
using IseMail.Benchmarks.Measuring;
using IseMail.Cluster.Sending;
using IseMail.Domain.Faults;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Drills;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Topologies;
using Serilog.Core;

namespace IseMail.Benchmarks.ConnectionTest;

/// <summary>How long ISE's Test Connection takes to say what is wrong: for each mistake of the source document, and for each fault that answers at all.</summary>
internal static class ConnectionTestBenchmark
{
    private const int Rounds = 3;
    private static readonly TimeSpan Required = TimeSpan.FromSeconds(1);

    private const string Topology = """
        name: connection-test
        model: small
        nodes:
          - { name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt, psn] }
        mail: { server: none }
        tenant: { limits: none, proxy: { login: { userName: ise } } }
        """;

    // What only time-outs tell of is left out: a way that is blocked, a server that is silent.
    private static readonly ImmutableArray<string> Faults =
    [
        "where=token status=429 retryAfter=60s", "where=token status=500", "where=token status=503 retryAfter=30s", "where=token aadsts=90033", "where=token what=notJson",
        "where=token what=truncate", "where=token what=refuse", "where=token wrongCertificate=untrusted", "where=token wrongCertificate=expired",
        "where=token wrongCertificate=otherName", "where=token clockSkew=10m", "where=token what=wrongAudience", "where=token what=withoutRole",
        "where=connect what=reset", "where=connect what=disconnect", "where=greeting reply=421 4.3.2 Service not active", "where=greeting what=disconnect",
        "where=ehlo what=reset", "where=ehlo reply=421 4.4.1 Connection timed out", "where=starttls reply=454 4.7.0 TLS not available due to temporary reason", "where=starttls what=disconnect",
        "where=handshake wrongCertificate=untrusted", "where=handshake wrongCertificate=expired", "where=handshake wrongCertificate=otherName", "where=handshake what=reset",
        "where=auth reply=authentication-unsuccessful", "where=auth reply=proxy-fault", "where=auth what=disconnect", "where=mail reply=sender-threads", "where=mail what=reset",
    ];

    public static async Task<bool> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("isemail-benchmark-connection-test-");
        try
        {
            await using var deployment = await LiveDeployment.StartAsync(TopologyFile.Parse(Topology, "connection-test.yaml").Value!, new LiveOptions(directory, 1), Logger.None, null, cancellationToken);
            var bench = new MistakeBench(deployment, TextSeal.In(new DirectoryInfo(Path.Combine(directory.FullName, "keys"))));
            await bench.TestAsync(bench.Right, cancellationToken);
            var tests = new List<Test> { await TimeAsync(bench, "nothing is wrong", bench.Right, cancellationToken) };
            foreach (var mistake in Mistakes.In(deployment.Tenant!.Directory.Current, bench.Right, bench.Proxy))
            {
                var page = await bench.MakeAsync(mistake, cancellationToken);
                if (page.ConnectionTimeout != Mistakes.ShortTimeout) tests.Add(await TimeAsync(bench, mistake.Cause.Id, page, cancellationToken));
                await bench.MendAsync(mistake, cancellationToken);
            }
            foreach (var said in Faults)
            {
                if (!deployment.Tenant.Faults.TryAdd(Read(said))) throw new InvalidOperationException($"there is a fault already at {said}");
                tests.Add(await TimeAsync(bench, said, bench.Right, cancellationToken));
                deployment.Tenant.Faults.Remove("one");
            }
            Report.Table(
                ["what is wrong", "median ms", "greatest ms", "what ISE's page says"],
                tests.Select(test => (string[])[Short(test.Name, 60), Report.Whole(test.Median), Report.Whole(test.Greatest), Short(test.Message, 63)]));
            var slowest = tests.MaxBy(test => test.Greatest)!;
            return Report.Requirement(
                $"{tests.Count} tests told within {slowest.Greatest:0} ms, the slowest '{slowest.Name}'; less than {Required.TotalMilliseconds:0} ms required", slowest.Greatest < Required.TotalMilliseconds);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<Test> TimeAsync(MistakeBench bench, string name, SmtpServerSettings page, CancellationToken cancellationToken)
    {
        var took = new List<double>();
        var message = "";
        for (var round = 0; round < Rounds; round++)
        {
            var result = (await bench.TestAsync(page, cancellationToken)).Result!;
            took.Add(result.Took.TotalMilliseconds);
            message = result.Message;
        }
        return new Test(name, Measuring.Rounds.Median(took), took.Max(), message);
    }

    private static string Short(string text, int longest) => text.Length <= longest ? text : text[..(longest - 1)] + "…";

    private static Fault Read(string said)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "one" };
        // A value may hold blanks: a pair begins where a key does.
        var last = "";
        foreach (var pair in said.Split(' '))
        {
            if (pair.Split('=', 2) is [var key, var value] && FaultText.Keys.Contains(key)) keys[last = key] = value;
            else keys[last] += $" {pair}";
        }
        var (fault, problems) = FaultText.Read(keys);
        return fault ?? throw new InvalidOperationException(string.Join("; ", problems));
    }

    private sealed record Test(string Name, double Median, double Greatest, string Message);
}
