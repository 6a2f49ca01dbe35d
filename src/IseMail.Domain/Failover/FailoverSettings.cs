namespace IseMail.Domain.Failover;

/// <summary>How a deployment's duties come to other nodes when the node that holds them fails.</summary>
/// <param name="PanHa">Automatic PAN failover; <c>null</c>: the secondary PAN is promoted by hand, ISE's default.</param>
/// <param name="Promotion">
/// From the decision to promote until the new primary PAN acts, before <paramref name="TimeScale"/>. ISE restarts the
/// application server for it, for which no figure is published; none unless told otherwise.
/// </param>
/// <param name="TimeScale">What ISE's times are multiplied with, greater than 0 and at most 1: less than 1 for a demonstration.</param>
/// <param name="Silence">How long a member of the cluster may be silent before it counts as unreachable; <c>null</c>: by the deployment's size.</param>
/// <param name="StableAfter">How long the unreachable must stay the same before they are declared down, and what they held starts elsewhere; <c>null</c>: by the deployment's size.</param>
/// <param name="WaitingMail">What becomes of mail that waits in the outbox of a node that died.</param>
public sealed record FailoverSettings(
    PanHighAvailability? PanHa, TimeSpan Promotion, double TimeScale, TimeSpan? Silence, TimeSpan? StableAfter, WaitingMail WaitingMail)
{
    /// <summary>The shortest <see cref="Silence"/>.</summary>
    public static readonly TimeSpan LeastSilence = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ResolverTick = TimeSpan.FromSeconds(1);

    /// <summary>As ISE has it: by hand.</summary>
    public static FailoverSettings Default { get; } = new(null, TimeSpan.Zero, 1, null, null, WaitingMail.Waits);

    /// <summary>The time between polls as it is lived.</summary>
    public TimeSpan? PollEvery => PanHa?.PollingInterval * TimeScale;

    /// <summary>The time of the promotion as it is lived.</summary>
    public TimeSpan PromotionTakes => Promotion * TimeScale;

    /// <summary>From the death of the primary PAN until the other acts, give or take one poll; <c>null</c>: until a person promotes it.</summary>
    public TimeSpan? PanTakeover => PanHa is { } automatic ? (automatic.Detection * TimeScale) + PromotionTakes : null;

    /// <summary>How long a member may be silent in a deployment of that size.</summary>
    /// <param name="nodes">How many nodes it has.</param>
    public TimeSpan SilenceOf(int nodes) => Silence ?? TimeSpan.FromSeconds(nodes > 20 ? 10 : 4);

    /// <summary>
    /// How long the unreachable must stay the same. Akka.NET advises 7 s for 5 nodes to 20 s for 100; these are shorter,
    /// because a second holder of a duty or a second sender is refused by the journal: patience is not what keeps the
    /// promise here.
    /// </summary>
    /// <param name="nodes">How many nodes the deployment has.</param>
    public TimeSpan StableAfterOf(int nodes) => StableAfter ?? TimeSpan.FromSeconds(nodes switch { <= 10 => 3, <= 20 => 5, _ => 10 });

    /// <summary>
    /// How long the node with the higher address waits before it asks for the lease. Of two nodes that are cut apart the same one goes on each time: the one with
    /// the lower address, if it lives and reaches the database.
    /// </summary>
    public static TimeSpan LowerAddressFirst { get; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a node that wants to join waits for a member that it speaks to for the first time, before it takes it for out of reach. What is
    /// said to a member while the way to it is cut is gone, so this is what a node may lose once the way is whole again.
    /// </summary>
    public static TimeSpan JoinHandshake { get; } = TimeSpan.FromSeconds(4.5);

    /// <summary>How often a node that wants to join asks the members to take it in.</summary>
    public static TimeSpan JoinAgain { get; } = TimeSpan.FromSeconds(2);

    /// <summary>How long nothing is said to a node that was out of reach.</summary>
    public static TimeSpan GateClosed { get; } = TimeSpan.FromSeconds(1);

    /// <summary>From one attempt of a node that is cut off to the next that can succeed: the first question after the handshake is given up and the gate is open again.</summary>
    public static TimeSpan JoinAttempt { get; } = Math.Ceiling((JoinHandshake + GateClosed) / JoinAgain) * JoinAgain;

    // Members hear of each other once a second, so nobody asks sooner, however short the other times are.
    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a lease is good after its holder renewed it: less than passes from the death of the holder until another node asks for it, which would
    /// otherwise take a dead node for one that goes on, and end itself.
    /// </summary>
    /// <param name="nodes">How many nodes the deployment has.</param>
    public TimeSpan LeaseTermOf(int nodes)
    {
        var term = (SilenceOf(nodes) + StableAfterOf(nodes)) * 0.75;
        return term > ShortestLease ? term : ShortestLease;
    }

    /// <summary>
    /// From the death of a node until what the cluster has only once, the shared sender and the duties of MnT, acts elsewhere,
    /// at the most: Akka's split brain resolver looks once a second whether the time has come.
    /// </summary>
    /// <param name="nodes">How many nodes the deployment has.</param>
    /// <param name="survivor">Which of them go on.</param>
    public TimeSpan SingletonTakeover(int nodes, SurvivorRule survivor) =>
        SilenceOf(nodes) + StableAfterOf(nodes) + ResolverTick + (survivor == SurvivorRule.Lease ? LowerAddressFirst : TimeSpan.Zero);
}

/// <summary>What becomes of mail that waits in the outbox of a node that died.</summary>
public enum WaitingMail
{
    /// <summary>It waits for the node's return, as in ISE, where a node's mail jobs are its own.</summary>
    Waits,

    /// <summary>Another node sends it; for that, the nodes share their storage.</summary>
    Adopted,
}
