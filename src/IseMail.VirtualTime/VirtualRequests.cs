using System.Collections.Immutable;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;
using IseMail.VirtualTime.Processes;

namespace IseMail.VirtualTime;

/// <summary>What people and other systems ask of a deployment in virtual time, each at a node, and wait for an answer.</summary>
/// <param name="world">Where.</param>
/// <param name="deployment">Whom they ask.</param>
internal sealed class VirtualRequests(VirtualWorld world, VirtualDeployment deployment)
{
    /// <summary>Makes causes of one persona's duties happen.</summary>
    /// <param name="causes">Which.</param>
    /// <param name="turn">Which of the nodes hears of them first.</param>
    /// <param name="taken">Called once each is certain to be told of by a mail.</param>
    /// <param name="refused">Called if they are not taken on.</param>
    public void Raise(ImmutableArray<Cause> causes, int turn, Action<ImmutableArray<MailId>> taken, Action<string> refused)
    {
        var persona = Duty.Owner(CauseIdentity.Purpose(causes[0]));
        if (Host(persona, turn) is not { } host)
        {
            refused($"no node with {persona.Role()} runs");
            return;
        }
        taken = Traced(host, taken);
        var question = new Question(world, host, refused);
        if (persona == Persona.Psn) question.Ask(() => Portals(host, portals => portals.Raise(causes, mails => question.Answer(() => taken(mails)), why => question.Answer(() => refused(why)))), again: false);
        else question.Ask(() => Holder(persona, host, duties => duties.Raise(causes, mails => question.Answer(duties.Node, () => taken(mails)), why => question.Answer(duties.Node, () => refused(why)))), again: true);
    }

    /// <summary>Something is noticed on a node.</summary>
    /// <param name="signal">What.</param>
    /// <param name="turn">On which.</param>
    /// <param name="taken">Called once it is decided what becomes of it.</param>
    /// <param name="refused">Called if it is not.</param>
    public void Notice(AlarmSignal signal, int turn, Action<ImmutableArray<MailId>> taken, Action<string> refused)
    {
        if (Host(null, turn) is not { } host)
        {
            refused("no node runs");
            return;
        }
        taken = Traced(host, taken);
        var question = new Question(world, host, refused);
        question.Ask(() => Holder(Persona.Mnt, host, duties => duties.RaiseAlarm(signal, answer => question.Answer(duties.Node, () => taken(answer.Mails)))), again: true);
    }

    /// <summary>Somebody comes to a portal.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="turn">At which node's, where the one that the request names is gone.</param>
    /// <param name="served">Called once it is carried out.</param>
    /// <param name="refused">Called if it is not.</param>
    public void Visit(GuestRequest request, int turn, Action<ImmutableArray<MailId>, ImmutableArray<string>> served, Action<string> refused)
    {
        var wanted = world.Node(request.Portal);
        var host = deployment.Answers(wanted) ? wanted : Host(Persona.Psn, turn);
        if (host is null)
        {
            refused($"{request.Portal} does not run");
            return;
        }
        var question = new Question(world, host, refused);
        question.Ask(
            () => Portals(host, portals => portals.Ask(
                request with { Portal = host.Name },
                (mails, names) => question.Answer(() => Traced(host, taken => served(taken, names))(mails)), why => question.Answer(() => refused(why)))),
            again: false);
    }

    private Action<ImmutableArray<MailId>> Traced(VirtualNode host, Action<ImmutableArray<MailId>> taken) => world.Trace is not { } trace ? taken : mails =>
    {
        trace.Taken(host, mails);
        taken(mails);
    };

    private VirtualNode? Host(Persona? persona, int turn)
    {
        var hosts = world.Nodes.Where(node => deployment.Answers(node) && (persona is not { } one || node.Node.Has(one))).ToList();
        return hosts.Count == 0 ? null : hosts[turn % hosts.Count];
    }

    private void Portals(VirtualNode host, Action<PortalRunner> what)
    {
        if (deployment.Of(host)?.Portals is { } portals) portals.Tell(() => what(portals));
    }

    private void Holder(Persona persona, VirtualNode from, Action<DutyRunner> what)
    {
        if (persona == Persona.Mnt)
        {
            deployment.TellMonitoring(from, (int)MessageKind.Raise, what);
            return;
        }
        foreach (var pan in deployment.Pans.ToList())
        {
            if (!deployment.Cluster.Sees(from, pan.Node)) continue;
            world.Send(from, pan.Node, (int)MessageKind.Raise, () => pan.Hear(() =>
            {
                if (pan.Duties is { } duties) duties.Tell(() => what(duties));
            }));
        }
    }

    /// <summary>Something that is asked of the deployment at a node, from outside.</summary>
    private sealed class Question(VirtualWorld world, VirtualNode host, Action<string> refused)
    {
        private readonly long _start = host.Starts;
        private ScheduledEvent? _patience;
        private DateTimeOffset _until;
        private bool _answered;

        public void Ask(Action ask, bool again)
        {
            _until = world.Queue.Now + (again ? QuestionPatience.OfDuties : QuestionPatience.OfPortal);
            Go();

            void Go()
            {
                ask();
                _patience = world.Queue.After(QuestionPatience.Again, new EventLabel(VirtualEventKind.Cause, host.Label, Detail: 1), Look);
            }

            void Look()
            {
                if (_answered) return;
                if (world.Queue.Now >= _until || !host.Runs || host.Starts != _start) Answer(() => refused("no answer"));
                else if (again) Go();
                else _patience = world.Queue.After(QuestionPatience.Again, new EventLabel(VirtualEventKind.Cause, host.Label, Detail: 1), Look);
            }
        }

        /// <summary>An answer from another node.</summary>
        public void Answer(VirtualNode from, Action what) => world.Send(from, host, (int)MessageKind.Raise, () => Answer(what));

        public void Answer(Action what)
        {
            if (_answered) return;
            _answered = true;
            _patience?.Cancel();
            what();
        }
    }
}
