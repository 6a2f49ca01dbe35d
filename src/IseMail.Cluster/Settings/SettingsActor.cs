using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using IseMail.Cluster.Storage;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Settings;

/// <summary>
/// Keeps the deployment's settings on the primary PAN: tests them, saves what has passed, and tells every node of each new
/// version. One for the deployment, a child of
/// the primary PAN; what it has saved is journalled where each PAN can read it.
/// </summary>
/// <remarks>
/// What the topology file says is no exception: it is tested, and saved when it has passed. Until then mail waits. It is
/// taken over anew only when the file says something else than when it was taken over last, so that what was saved since
/// stays saved over restarts.
/// </remarks>
public sealed class SettingsActor : JournallingActor, IDisposable
{
    private const int SnapshotEvery = 20;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly SettingsOptions _options;
    private readonly SettingsRegister _register = new();
    private readonly SettingsFingerprint _fingerprints;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<NodeName, (IActorRef Replica, long Version)> _nodes = [];
    private readonly string _origin;
    private TimeSpan _pause = FirstPause;
    private string? _initialTest;
    private int _sinceSnapshot;

    /// <summary>See <see cref="Props"/>.</summary>
    public SettingsActor(SettingsOptions options)
        : base("the settings", options.JournalPluginId, options.SnapshotPluginId)
    {
        _options = options;
        _fingerprints = new SettingsFingerprint(options.ReadSecret);
        _origin = SettingsFingerprint.OfOrigin(options.Initial);

        Recover<SnapshotOffer>(offer => _register.Apply((SettingsEvent.SettingsSaved)offer.Snapshot));
        Recover<SettingsEvent>(_register.Apply);
        Recover<RecoveryCompleted>(_ => TakeOver());

        Command<AskForSettings>(Answer);
        Command<TestSettings>(Test);
        Command<TestEnded>(Conclude);
        Command<SaveSettings>(save => Fingerprint(save.Server, Sender));
        Command<FingerprintReady>(Save);
        Command<ChangeSettings>(Change);
        Command<InitialTested>(Conclude);
        Command<InitialDue>(_ => TestInitial());
        Command<TellSettings>(_ => Sender.Tell(new SettingsReport(
            _options.Node, _register.Current, _nodes.ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value.Version), _initialTest)));
        Command<Terminated>(gone =>
        {
            foreach (var (node, _) in _nodes.Where(entry => entry.Value.Replica.Equals(gone.ActorRef)).ToList()) _nodes.Remove(node);
        });
        Command<Status.Failure>(failure => throw new InvalidOperationException("a connection test failed in a way it should have reported", failure.Cause));
    }

    /// <inheritdoc/>
    public override string PersistenceId => "settings";

    private DateTimeOffset Now => _options.Clock.GetUtcNow();

    /// <summary>A keeper made of <paramref name="options"/>.</summary>
    public static Props Props(SettingsOptions options) => Akka.Actor.Props.Create(() => new SettingsActor(options));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        Dispose();
        base.PostStop();
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Log.Error("the settings on {0} are kept no longer here, for their journal refuses them: {1}", _options.Node, cause.Message);
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    private void Answer(AskForSettings ask)
    {
        if (!_nodes.TryGetValue(ask.Node, out var known) || !known.Replica.Equals(Sender)) Context.Watch(Sender);
        _nodes[ask.Node] = (Sender, ask.Version);
        // Answered in any case, so that a node knows that it is known here.
        Sender.Tell(new SettingsPublished(_register.Current));
    }

    private void Test(TestSettings test)
    {
        var asker = Sender;
        if (test.From is { } node && node != _options.Node)
        {
            if (_nodes.TryGetValue(node, out var there)) there.Replica.Tell(test, asker);
            else asker.Tell(new SettingsTested(node, null, null));
            return;
        }
        var self = Self;
        var path = Path();
        _ = RunAsync().PipeTo(self);

        async Task<TestEnded> RunAsync()
        {
            var fingerprint = await FingerprintAsync(test.Server);
            var result = await _options.Tester.TestAsync(test.Server, path, _stopping.Token);
            return new TestEnded(asker, fingerprint, result, path);
        }
    }

    private void Conclude(TestEnded test)
    {
        if (test.Fingerprint is { } fingerprint) _register.Tested(fingerprint, test.Result.Succeeded);
        _options.Log.Tested(test.Result);
        test.Asker.Tell(new SettingsTested(_options.Node, test.Result, test.Path));
    }

    private void Fingerprint(SmtpServerSettings server, IActorRef asker) => _ = FingerprintAsync(server)
        .PipeTo(Self, success: fingerprint => new FingerprintReady(server, fingerprint, asker));

    private async Task<string?> FingerprintAsync(SmtpServerSettings server)
    {
        try
        {
            return await _fingerprints.OfAsync(server, _stopping.Token);
        }
        catch (Exception) when (!_stopping.IsCancellationRequested)
        {
            // The test, which needs the same secrets, says why.
            return null;
        }
    }

    private void Save(FingerprintReady ready)
    {
        if (ready.Fingerprint is null)
        {
            ready.Asker.Tell(new SettingsRefused("the secret cannot be read"));
            return;
        }
        var (saved, refusal) = _register.Save(ready.Server, ready.Fingerprint, Now, "saved after a successful test");
        if (saved is null) ready.Asker.Tell(new SettingsRefused(refusal!));
        else Keep(saved, () => ready.Asker.Tell(new SettingsKept(_register.Current.Version)));
        _options.Log.Saved(ready.Server, refusal);
    }

    private void Change(ChangeSettings change)
    {
        var asker = Sender;
        if (change.Since != _register.Current.Version)
        {
            asker.Tell(new SettingsRefused($"version {_register.Current.Version} has been saved meanwhile; look at it, then try again"));
            return;
        }
        try
        {
            Keep(_register.Change(_ => change.Settings, Now, change.Cause), () => asker.Tell(new SettingsKept(_register.Current.Version)));
        }
        catch (ArgumentException refused)
        {
            asker.Tell(new SettingsRefused(refused.Message));
        }
    }

    private void Keep(SettingsEvent.SettingsSaved saved, Action? then) => Persist(saved, happened =>
    {
        _register.Apply(happened);
        Log.Info("settings version {0}: {1}", happened.Version.Version, happened.Version.Cause);
        foreach (var (replica, _) in _nodes.Values) replica.Tell(new SettingsPublished(happened.Version));
        // Somebody waits for an answer: it was a person's change, and not what the topology file says.
        if (then is not null) Context.System.EventStream.Publish(Conditions.ConfigurationChanged(_options.Node, $"the system settings ({happened.Version.Cause})", "an administrator", Now));
        then?.Invoke();
        if (++_sinceSnapshot < SnapshotEvery) return;
        _sinceSnapshot = 0;
        SaveSnapshot(happened);
    });

    private void TakeOver()
    {
        if (_register.Origin == _origin) return;
        if (_options.Initial.Server is null) Keep(_register.TakeOver(_options.Initial, Now, _origin), null);
        else TestInitial();
    }

    private void TestInitial()
    {
        if (_options.Initial.Server is not { } initial || _register.Origin == _origin) return;
        var path = Path();
        var since = _register.Current.Version;
        _ = RunAsync().PipeTo(Self);

        async Task<InitialTested> RunAsync() => new(since, await FingerprintAsync(initial), await _options.Tester.TestAsync(initial, path, _stopping.Token));
    }

    private void Conclude(InitialTested test)
    {
        // Somebody may have saved other values meanwhile: they are newer than the file.
        if (_register.Origin == _origin || _register.Current.Version != test.Since) return;
        if (test is { Fingerprint: { } fingerprint, Result.Succeeded: true })
        {
            _initialTest = null;
            _register.Tested(fingerprint, true);
            Keep(_register.TakeOver(_options.Initial, fingerprint, Now, _origin), null);
            return;
        }
        var message = test.Result.Message;
        if (_initialTest != message)
        {
            _options.Log.Tested(test.Result);
            Log.Warning("the topology's SMTP server settings have not passed their test, so mail waits: {0} ({1})", message, test.Result.Failure?.Reason);
        }
        _initialTest = message;
        Timers.StartSingleTimer(nameof(InitialDue), InitialDue.Instance, _pause);
        _pause = _pause + _pause < LongestPause ? _pause + _pause : LongestPause;
    }

    private NodePath Path() => NodePath.Of(
        _register.Origin == _origin || _register.Current.Version > 0 ? _register.Current.Settings : _options.Initial, _options.Node, _options.Surroundings);

    private sealed record TestEnded(IActorRef Asker, string? Fingerprint, ConnectionTestResult Result, NodePath Path) : INoSerializationVerificationNeeded;

    private sealed record FingerprintReady(SmtpServerSettings Server, string? Fingerprint, IActorRef Asker) : INoSerializationVerificationNeeded;

    private sealed record InitialTested(long Since, string? Fingerprint, ConnectionTestResult Result) : INoSerializationVerificationNeeded;

    private sealed class InitialDue
    {
        public static InitialDue Instance { get; } = new();
    }
}
