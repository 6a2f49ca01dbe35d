using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Storage;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Settings;

/// <summary>
/// One node's copy of the settings: what its sender goes by. Kept in the node's own journal, so that a node which is cut off
/// from the PAN goes on with what it had, and asked for again and again, so that one that was away gets the newest.
/// </summary>
public sealed class SettingsReplicaActor : JournallingActor, IDisposable
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskFirst = TimeSpan.FromMilliseconds(500);

    private readonly SettingsOptions _options;
    private readonly IActorRef _keeper;
    private readonly ConfiguredTransport _transport;
    private readonly CancellationTokenSource _stopping = new();
    private SettingsVersion _current = SettingsVersion.None;
    private bool _heard;

    /// <summary>See <see cref="Props"/>.</summary>
    public SettingsReplicaActor(SettingsOptions options, IActorRef keeper, ConfiguredTransport transport)
        : base($"the settings on {options.Node}", options.JournalPluginId, options.SnapshotPluginId)
    {
        _options = options;
        _keeper = keeper;
        _transport = transport;

        Recover<SettingsVersion>(version => _current = version);
        Recover<RecoveryCompleted>(_ =>
        {
            if (_current.Version > 0) Use();
            Timers.StartPeriodicTimer(nameof(AskDue), AskDue.Instance, TimeSpan.Zero, AskFirst);
        });

        Command<AskDue>(_ => _keeper.Tell(new AskForSettings(_options.Node, _current.Version)));
        Command<SettingsPublished>(Take);
        Command<TestSettings>(Test);
        Command<SettingsRefused>(_ => { }); // the keeper is being restarted; asked again in time
        Command<Status.Failure>(failure => throw new InvalidOperationException("a connection test failed in a way it should have reported", failure.Cause));
    }

    /// <inheritdoc/>
    public override string PersistenceId => $"settings-{_options.Node}";

    /// <summary>A copy that <paramref name="transport"/> goes by.</summary>
    public static Props Props(SettingsOptions options, IActorRef keeper, ConfiguredTransport transport) =>
        Akka.Actor.Props.Create(() => new SettingsReplicaActor(options, keeper, transport));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        Dispose();
        base.PostStop();
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private void Take(SettingsPublished published)
    {
        if (!_heard)
        {
            _heard = true;
            Timers.StartPeriodicTimer(nameof(AskDue), AskDue.Instance, AskEvery, AskEvery);
        }
        if (published.Version.Version <= _current.Version) return;
        Persist(published.Version, version =>
        {
            if (version.Version <= _current.Version) return;
            _current = version;
            if (LastSequenceNr > 1) DeleteMessages(LastSequenceNr - 1);
            Use();
            _keeper.Tell(new AskForSettings(_options.Node, _current.Version));
        });
    }

    private void Use()
    {
        _options.Levels.Use(_current.Settings.DebugLogs.GetValueOrDefault(_options.Node, DebugLog.Usual));
        _transport.Use(_current);
        Context.System.EventStream.Publish(new SettingsInUse(_current));
        Log.Debug("{0} goes by settings version {1}", _options.Node, _current.Version);
    }

    private void Test(TestSettings test)
    {
        var asker = Sender;
        var path = NodePath.Of(_current.Version == 0 ? _options.Initial : _current.Settings, _options.Node, _options.Surroundings);
        _ = RunAsync().PipeTo(asker, failure: cause => new Status.Failure(cause));

        async Task<SettingsTested> RunAsync()
        {
            var result = await _options.Tester.TestAsync(test.Server, path, _stopping.Token);
            _options.Log.Tested(result);
            return new SettingsTested(_options.Node, result, path);
        }
    }

    private sealed class AskDue : INoSerializationVerificationNeeded
    {
        public static AskDue Instance { get; } = new();
    }
}
