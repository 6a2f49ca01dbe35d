using System.Collections.Immutable;
using IseMail.Domain.Duties;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Processes;

/// <summary>A PSN's portals in virtual time.</summary>
internal sealed class PortalRunner : ProcessRunner<PortalTimer>, IPortalPort
{
    private readonly VirtualDeployment _deployment;
    private readonly GuestPortals _process;

    public PortalRunner(VirtualDeployment deployment, VirtualNode node)
        : base(deployment.World, node, ProcessKind.Portals)
    {
        _deployment = deployment;
        _process = new GuestPortals(deployment.PortalCharge(node), this);
        _process.Begin();
    }

    /// <summary>See <see cref="GuestPortals.Raise"/>.</summary>
    public void Raise(ImmutableArray<Cause> causes, Action<ImmutableArray<MailId>> raised, Action<string> refused) => _process.Raise(causes, raised, refused);

    /// <summary>See <see cref="GuestPortals.Ask"/>.</summary>
    public void Ask(GuestRequest request, Action<ImmutableArray<MailId>, ImmutableArray<string>> served, Action<string> refused) => _process.Ask(request, served, refused);

    /// <inheritdoc/>
    public void WriteGuests(GuestRequest request, DateTimeOffset notAfter, Action<GuestAnswer?> answer)
    {
        var once = new Once<GuestAnswer?>(this, answer);
        once.After(GuestPortals.AnswerWithin, null);
        foreach (var pan in _deployment.Pans)
        {
            if (!_deployment.Cluster.Sees(Node, pan.Node)) continue;
            World.Send(Node, pan.Node, (int)MessageKind.Guests, () => pan.Hear(() =>
            {
                if (pan.Duties is not { } duties) return;
                duties.Tell(() => duties.WriteGuests(request, notAfter, written => World.Send(duties.Node, Node, (int)MessageKind.Guests, () => once.Answer(written))));
            }));
        }
    }

    /// <inheritdoc/>
    public void HandOver(ImmutableArray<Mail> mails, Action<ImmutableArray<MailId>> taken, Action<string> refused)
    {
        var once = new Once<ImmutableArray<MailId>?>(this, all =>
        {
            if (all is { } ids) taken(ids);
            else refused("the outbox does not answer");
        });
        once.After(GuestPortals.AnswerWithin, null);
        if (_deployment.OutboxOn(Node) is { } outbox) outbox.Tell(() => outbox.Take(mails, (all, _) => Tell(() => once.Answer(all))));
    }

    /// <inheritdoc/>
    public void Say(string what)
    {
    }

    /// <inheritdoc/>
    protected override void Fire(PortalTimer timer) => _process.Fire();

    /// <summary>One answer: the first.</summary>
    private sealed class Once<T>(PortalRunner portal, Action<T> answer)
    {
        private ScheduledEvent? _patience;
        private bool _answered;

        public void After(TimeSpan within, T otherwise) => _patience = portal.World.Queue.After(within, portal.Label(VirtualEventKind.Timer, 15), () => Answer(otherwise));

        public void Answer(T what) => portal.Hear(() =>
        {
            if (_answered) return;
            _answered = true;
            _patience?.Cancel();
            answer(what);
        });
    }
}
