using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants.Cmdlets;
using IseMail.Scenarios.Actions;
using IseMail.VirtualTime;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Tracing;

namespace IseMail.Scenarios.Virtual;

/// <summary>Carries a scenario's actions out in virtual time, each at its time and not before what it waits for.</summary>
/// <param name="runtime">What they are done to.</param>
/// <param name="nodes">All nodes.</param>
/// <param name="ended">Told when all is done.</param>
internal sealed class VirtualActions(VirtualRuntime runtime, ImmutableArray<NodeName> nodes, Action ended)
{
    private readonly Dictionary<NodeName, int> _busy = [];
    private readonly List<(ScheduledAction Scheduled, bool Begun)> _waiting = [];
    private readonly List<ActionTaken> _taken = [];
    private int _left;

    /// <summary>What has been done up to now, in the order in which it began.</summary>
    public ImmutableArray<ActionTaken> Taken => [.. _taken.OrderBy(one => one.Begun)];

    /// <summary>Whether all is done.</summary>
    public bool AreDone => _left == 0;

    /// <summary>Has all of them carried out.</summary>
    /// <param name="actions">In any order.</param>
    /// <param name="begin">When the scenario began.</param>
    public void Schedule(ImmutableArray<ScheduledAction> actions, DateTimeOffset begin)
    {
        _left = actions.Length;
        foreach (var scheduled in actions.OrderBy(one => one.At))
        {
            runtime.At(begin + scheduled.At, VirtualEventKind.Action, () =>
            {
                _waiting.Add((scheduled, false));
                Go();
            });
        }
    }

    // In their order: one that waits for a node holds up those behind it that wait for the same.
    private void Go()
    {
        var held = new HashSet<NodeName>();
        foreach (var one in _waiting.ToList())
        {
            var own = one.Scheduled.Action is ScenarioAction.ToNodes deed ? deed.Nodes.AddRange(one.Scheduled.Behind) : [];
            if (own.Any(node => _busy.GetValueOrDefault(node) > 0 || held.Contains(node)))
            {
                held.UnionWith(own);
                continue;
            }
            // What was done first may have set off what waited behind it.
            if (!_waiting.Remove(one)) continue;
            Take(one.Scheduled.Action);
        }
    }

    private void Take(ScenarioAction action)
    {
        var begun = runtime.Now;
        ImmutableArray<NodeName> own = action is ScenarioAction.ToNodes deed ? deed.Nodes : [];
        foreach (var node in own)
        {
            _busy[node] = _busy.GetValueOrDefault(node) + 1;
            runtime.Note(VirtualParty.Of(node), $"{((ScenarioAction.ToNodes)action).Deed.Key()} {node}");
        }
        if (own.IsEmpty) runtime.Note(action is ScenarioAction.InTenant ? VirtualParty.Tenant : action is ScenarioAction.JumpClock jump ? VirtualParty.Of(jump.Node) : VirtualParty.Outside, action.ToString());
        var left = Math.Max(1, own.Length);
        string? why = null;
        Act(action, refused =>
        {
            why ??= refused;
            if (--left > 0) return;
            foreach (var node in own) _busy[node]--;
            _taken.Add(new ActionTaken(action, begun, runtime.Now, why));
            _left--;
            Go();
            if (AreDone) ended();
        });
    }

    private void Act(ScenarioAction action, Action<string?> done)
    {
        switch (action)
        {
            case ScenarioAction.ToNodes deed:
                foreach (var node in deed.Nodes) Do(deed.Deed, node, done);
                break;
            case ScenarioAction.Partition partition:
                Cut(partition.Groups);
                done(null);
                break;
            case ScenarioAction.Isolate isolate:
                Cut([.. isolate.Nodes.Select(node => ImmutableArray.Create(node)), [.. nodes.Except(isolate.Nodes)]]);
                done(null);
                break;
            case ScenarioAction.Degrade degrade:
                runtime.Degrade(degrade.From, degrade.To, degrade.Quality.BytesPerSecond == 0, degrade.Quality.Loss);
                runtime.LinksChanged();
                done(null);
                break;
            case ScenarioAction.Heal:
                runtime.Heal();
                runtime.LinksChanged();
                done(null);
                break;
            case ScenarioAction.InTenant tenant:
                done(runtime.Run(tenant.Call));
                break;
            case ScenarioAction.RemoveFault remove:
                runtime.Remove(remove.Name);
                done(null);
                break;
            case ScenarioAction.JumpClock jump:
                runtime.SetNetwork([jump.Node], network => network with { ClockOffset = jump.Offset }, $"the clock of {jump.Node} jumped");
                done(null);
                break;
            case ScenarioAction.ChangeNetwork network:
                runtime.SetNetwork(network.Nodes, network.Of, network.ToString());
                done(null);
                break;
            case ScenarioAction.Database database:
                runtime.SetDatabase(database.Stops);
                done(null);
                break;
            case ScenarioAction.ToSender { Deed: SenderDeed.Stop }:
                runtime.StopSender();
                done(null);
                break;
            case ScenarioAction.ToSender:
                if (runtime.SenderHost is { } host) runtime.Stop(host, () => runtime.Start(host, () => done(null)));
                else done("no node has the shared sender");
                break;
            case ScenarioAction.ToSettings { Deed: SettingsDeed.SaveAgain }:
                runtime.TestAndSave(runtime.Page, done);
                break;
            case ScenarioAction.ToSettings { Deed: SettingsDeed.RotateSecret }:
                RotateSecret(done);
                break;
            case ScenarioAction.ToSettings { Deed: SettingsDeed.RestoreBackup }:
                runtime.RestoreBackup();
                done(null);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "virtual time cannot do that, and should have said so");
        }
    }

    private void Do(NodeDeed deed, NodeName node, Action<string?> done)
    {
        switch (deed)
        {
            case NodeDeed.Kill:
                runtime.Kill(node);
                done(null);
                break;
            case NodeDeed.Stop:
                runtime.Stop(node, () => done(null));
                break;
            case NodeDeed.Start:
                runtime.Start(node, () => done(null));
                break;
            case NodeDeed.Restart:
                runtime.Stop(node, () => runtime.Start(node, () => done(null)));
                break;
            case NodeDeed.Pause:
                runtime.Pause(node);
                done(null);
                break;
            case NodeDeed.Resume:
                runtime.Resume(node);
                done(null);
                break;
            case NodeDeed.Promote:
                runtime.Promote(node, done);
                break;
            case NodeDeed.LoseStorage:
                runtime.LoseStorage(node);
                done(null);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(deed), deed, "no such deed");
        }
    }

    private void RotateSecret(Action<string?> done)
    {
        if (runtime.Page is not { OAuth: { } oauth, Mailbox: { } mailbox } page || !Guid.TryParse(oauth.ClientId, out var application))
        {
            done("mail is not submitted with a client secret");
            return;
        }
        var (secret, before, why) = runtime.NewSecret(application);
        if (secret is null)
        {
            done(why);
            return;
        }
        runtime.TestAndSave(page with { Authentication = new SmtpAuthentication.ExchangeOnlineOAuth(mailbox, oauth with { ClientSecret = secret }) }, refused =>
        {
            // The old one goes last, as Microsoft advises: until the new one is saved it is in use.
            if (refused is null) foreach (var old in before) refused ??= runtime.Run(CmdletCall.Of("remove-application-password", ("AppId", oauth.ClientId), ("KeyId", old.ToString())));
            done(refused);
        });
    }

    private void Cut(ImmutableArray<ImmutableArray<NodeName>> groups)
    {
        foreach (var (index, group) in groups.Index())
        {
            foreach (var other in groups.Where((_, i) => i != index)) runtime.Degrade(group, other, cut: true, loss: 0);
        }
        runtime.LinksChanged();
    }
}
