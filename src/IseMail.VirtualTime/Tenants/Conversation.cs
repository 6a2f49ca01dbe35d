using System.Collections.Immutable;
using IseMail.Domain.Faults;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Tenants;

/// <summary>A conversation of a node with the submission server: what faults make of each of its points, and how long that takes.</summary>
internal sealed class Conversation(VirtualWorld world, VirtualTenant tenant, VirtualNode node, SeededChance chance)
{
    private bool _mute;
    private int? _bytesPerSecond;

    /// <summary>Whether it is over for this side, whatever the other one still does.</summary>
    public bool IsOver { get; set; }

    /// <summary>The certificate that the server shows is not to be believed.</summary>
    public CertificateFlaw? Flaw { get; private set; }

    /// <summary>A step that takes time.</summary>
    public void Wait(TimeSpan after, Action then) => world.Queue.After(after, new EventLabel(VirtualEventKind.Conversation, node.Label), () =>
    {
        if (!IsOver) then();
    });

    /// <summary>Comes to a point.</summary>
    /// <param name="point">Which.</param>
    /// <param name="context">What is known of it.</param>
    /// <param name="patience">How long this side waits for an answer.</param>
    /// <param name="then">Called with what happens there.</param>
    public void Meet(FaultPoint point, in FaultContext context, TimeSpan patience, Action<Meeting> then)
    {
        var struck = tenant.Struck(point, context);
        if (struck.IsEmpty && !_mute)
        {
            then(Meeting.GoOn);
            return;
        }
        Meet(point, struck, 0, context, patience, then);
    }

    /// <summary>How long octets are on their way.</summary>
    public TimeSpan TimeOf(long octets) => _bytesPerSecond is { } rate ? TimeSpan.FromSeconds((double)octets / rate) : TimeSpan.Zero;

    /// <summary>How long a command and its reply take.</summary>
    public TimeSpan Command() => world.Timing.Command.Draw(chance) + TimeOf(100);

    private void Meet(FaultPoint point, ImmutableArray<Fault> struck, int number, FaultContext context, TimeSpan patience, Action<Meeting> then)
    {
        if (number == struck.Length)
        {
            if (_mute) Wait(patience, () => then(Meeting.Unheard));
            else then(Meeting.GoOn);
            return;
        }
        var fault = struck[number];
        switch (fault.What)
        {
            case FaultEffect.Reply reply:
                then(new Meeting(MeetingKind.Replied, context.Parts($"[{tenant.Host}]").Fill(reply.Text), reply.Closes(point)));
                return;
            case FaultEffect.Disconnect or FaultEffect.Reset:
                then(Meeting.Broken);
                return;
            case FaultEffect.Delay delay:
                Pause(fault, delay.By);
                return;
            case FaultEffect.Stall:
                Pause(fault, TimeSpan.MaxValue);
                return;
            case FaultEffect.OneWay:
                _mute = true;
                break;
            case FaultEffect.Slow slow:
                _bytesPerSecond = slow.BytesPerSecond;
                break;
            case FaultEffect.WrongCertificate wrong:
                Flaw = wrong.Flaw;
                break;
        }
        Meet(point, struck, number + 1, context, patience, then);

        void Pause(Fault pausing, TimeSpan wanted)
        {
            var lasts = tenant.EndOf(pausing) is { } ends && ends - world.Queue.Now < wanted ? ends - world.Queue.Now : wanted;
            if (lasts < patience) Wait(lasts, () => Meet(point, struck, number + 1, context, patience - lasts, then));
            else Wait(patience, () => then(Meeting.TimedOut));
        }
    }
}

/// <summary>What happens at a point of a conversation.</summary>
internal enum MeetingKind
{
    /// <summary>Nothing unusual.</summary>
    GoOn,

    /// <summary>The server says something else instead of doing what it was asked to.</summary>
    Replied,

    /// <summary>The connection has ended.</summary>
    Broken,

    /// <summary>Nothing is answered in time, and nothing was done.</summary>
    TimedOut,

    /// <summary>The server does what it was asked to, and nobody hears of it.</summary>
    Unheard,
}

/// <summary>What happens at a point.</summary>
/// <param name="Kind">What.</param>
/// <param name="Reply">What the server says instead.</param>
/// <param name="Closes">Whether it ends the connection with that.</param>
internal readonly record struct Meeting(MeetingKind Kind, string Reply = "", bool Closes = false)
{
    public static Meeting GoOn { get; } = new(MeetingKind.GoOn);

    public static Meeting Broken { get; } = new(MeetingKind.Broken);

    public static Meeting TimedOut { get; } = new(MeetingKind.TimedOut);

    public static Meeting Unheard { get; } = new(MeetingKind.Unheard);
}
