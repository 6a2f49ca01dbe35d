using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using IseMail.Cluster.Telemetry;
using IseMail.Cluster.Tests.Telemetry;
using IseMail.Domain.Deployments;
using IseMail.Domain.Workloads;
using IseMail.Scenarios.Tests.Live;

namespace IseMail.Scenarios.Tests.Operations;

/// <summary>What metrics and traces tell of a deployment that loses a node while mail waits.</summary>
public sealed class TelemetryTests
{
    // Names that no other test's nodes in this process have: whoever listens hears all of them.
    private const string Topology = """
        model: large
        nodes:
          - { name: tel-pan-1, personas: [pan], primary: [pan] }
          - { name: tel-mnt-1, personas: [mnt], primary: [mnt] }
          - { name: tel-mnt-2, personas: [mnt] }
          - { name: tel-psn-1, personas: [psn] }
        tenant:
          faults: [ { name: silent, where: token, status: 503 } ]
        mail: { retry: { first: 200ms } }
        """;

    [Fact]
    public async Task One_trace_tells_of_a_mail_on_every_node_and_goes_on_when_another_node_takes_its_duty_over()
    {
        using var heard = new HeardSpans();
        using var counted = new Counted();
        await using var fixture = await LiveFixture.StartAsync(Topology);
        var samples = new SampleCauses("visitors.example");
        var alarm = samples.Alarm("telemetry", 1, new NodeName("tel-psn-1"), TimeProvider.System.GetUtcNow());
        var mail = (await fixture.UntilTakenAsync(() => fixture.Deployment.HappenAsync(new Happening.Noticed(alarm), 0, fixture.Cancellation)))[0];

        // No token is to be had, so the alarm waits with the node that is killed; the other makes it anew from its cause.
        while (heard.Of(mail).All(span => span.OperationName != "mail accepted")) await Task.Delay(TimeSpan.FromMilliseconds(100), fixture.Cancellation);
        await fixture.Deployment.KillNodeAsync(new NodeName("tel-mnt-1"));
        while (heard.Of(mail).All(span => span.GetTagItem("ise.node") is not "tel-mnt-2")) await Task.Delay(TimeSpan.FromMilliseconds(100), fixture.Cancellation);
        fixture.Deployment.Tenant!.Faults.Remove("silent").ShouldBeTrue();
        await fixture.Deployment.Tenant.Mailboxes.WaitForAsync(arrived => arrived.Any(message => message.MessageId.Contains(mail.ToString(), StringComparison.Ordinal)), fixture.Cancellation);
        while (heard.Of(mail).All(span => span.OperationName != "mail settled" || span.GetTagItem("ise.mail.outcome") is not "delivered")) await Task.Delay(TimeSpan.FromMilliseconds(100), fixture.Cancellation);

        var spans = heard.Of(mail).Select(span => (span.OperationName, Node: $"{span.GetTagItem("ise.node")}")).ToHashSet();
        spans.ShouldBe(
        [
            ("mail caused", "tel-mnt-1"), ("mail accepted", "tel-mnt-1"),
            ("mail caused", "tel-mnt-2"), ("mail accepted", "tel-mnt-2"), ("mail granted", "tel-mnt-2"), ("mail submitted", "tel-psn-1"), ("mail settled", "tel-mnt-2"),
        ], ignoreOrder: true);
        heard.Of(mail).Where(span => span.OperationName == "mail caused").ShouldAllBe(span => span.ParentId == null);
        heard.Of(mail).SelectMany(span => span.TagObjects).ShouldAllBe(tag => !$"{tag.Value}".Contains('@'));

        counted.Of("isemail.duty.takeovers", "tel-mnt-2").ShouldBe(1);
        counted.Of("isemail.mail.accepted", "tel-mnt-1").ShouldBeGreaterThan(0);
        counted.Of("isemail.mail.delivered", "tel-mnt-2").ShouldBeGreaterThan(0);
        counted.Of("isemail.connection.failures", "tel-psn-1").ShouldBeGreaterThan(0);
        counted.Of("isemail.token.requests", "tel-psn-1").ShouldBeGreaterThan(0);
        // A duty that has moved is told of where it is, and there alone.
        while (counted.Look("isemail.duty.epoch", "tel-mnt-2") != 2 || counted.Look("isemail.cluster.members", "tel-psn-1") != 3) await Task.Delay(TimeSpan.FromMilliseconds(100), fixture.Cancellation);
        counted.Look("isemail.duty.epoch", "tel-mnt-1").ShouldBeNull();
    }

    /// <summary>Listens to the metrics of this process's nodes.</summary>
    private sealed class Counted : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<(string Instrument, string Node), double> _sums = new();
        private readonly ConcurrentDictionary<(string Instrument, string Node), double> _seen = new();

        public Counted()
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == MailMetrics.MeterName) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, measurement, tags, _) => Take(instrument, measurement, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, measurement, tags, _) => Take(instrument, measurement, tags));
            _listener.Start();
        }

        /// <summary>What a counter has come to on a node.</summary>
        public double Of(string instrument, string node) => _sums.GetValueOrDefault((instrument, node));

        /// <summary>What a gauge says of a node now; <c>null</c>: nothing.</summary>
        public double? Look(string instrument, string node)
        {
            _seen.Clear();
            _listener.RecordObservableInstruments();
            return _seen.TryGetValue((instrument, node), out var value) ? value : null;
        }

        public void Dispose() => _listener.Dispose();

        private void Take(Instrument instrument, double measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var node = "";
            foreach (var (name, value) in tags)
            {
                if (name == "ise.node") node = $"{value}";
            }
            if (instrument.IsObservable) _seen[(instrument.Name, node)] = measurement;
            else _sums.AddOrUpdate((instrument.Name, node), measurement, (_, sum) => sum + measurement);
        }
    }
}
