using System.Collections.Immutable;

namespace IseMail.WebConsole.Live;

/// <summary>How a deployment stands at one moment: what the map shows.</summary>
/// <param name="At">When.</param>
/// <param name="Deployment">Its name.</param>
/// <param name="Nodes">Its nodes in the topology's order, then those that were admitted.</param>
/// <param name="Senders">The senders that answer: one for all nodes, or each node's own.</param>
/// <param name="Purposes">Mail by purpose over all nodes that answer.</param>
/// <param name="Budget">How much of what the mailbox allows is used.</param>
/// <param name="Ends">What ends: tokens, client secrets, trusted certificates; the next first.</param>
/// <param name="Arrived">Messages in the tenant's mailboxes; <c>null</c>: they cannot be read.</param>
/// <param name="Faults">What goes wrong in the tenant on purpose, a line each.</param>
/// <param name="WhyNotConfigured">Why no mail can leave; <c>null</c>: a server is configured, or nobody answers.</param>
public sealed record DeploymentFrame(
    DateTimeOffset At,
    string Deployment,
    ImmutableArray<NodeFrame> Nodes,
    ImmutableArray<SenderFrame> Senders,
    ImmutableArray<PurposeFrame> Purposes,
    BudgetFrame Budget,
    ImmutableArray<EndFrame> Ends,
    long? Arrived,
    ImmutableArray<string> Faults,
    string? WhyNotConfigured);

/// <summary>How one node stands.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Personas">Its personas: <c>pan</c>, <c>mnt</c>, <c>psn</c>.</param>
/// <param name="State"><c>up</c>, <c>joining</c>, <c>paused</c>, <c>silent</c> (runs and does not answer) or <c>down</c>.</param>
/// <param name="Roles">What it is at the moment, as ISE's Deployment page says it.</param>
/// <param name="Duties">The purposes whose mail leaves from it at the moment.</param>
/// <param name="MembersUp">How many nodes it sees in its cluster, itself included.</param>
/// <param name="Queued">Mails that wait in its outbox.</param>
/// <param name="Parked">Mails put aside for a person.</param>
/// <param name="InDoubt">Mails that are possibly delivered.</param>
/// <param name="Delivered">Mails delivered so far, by purpose.</param>
public sealed record NodeFrame(
    string Node, ImmutableArray<string> Personas, string State, ImmutableArray<string> Roles, ImmutableArray<string> Duties, int MembersUp,
    long Queued, long Parked, long InDoubt, ImmutableSortedDictionary<string, long> Delivered);

/// <summary>How one sender stands.</summary>
/// <param name="Node">Where it runs.</param>
/// <param name="Epoch">The how many-th it is.</param>
/// <param name="Connections">Its open connections.</param>
/// <param name="UnderWay">Mails being submitted.</param>
/// <param name="Waiting">Mails that were offered to it.</param>
/// <param name="LastFailure">What went wrong last, in the server's words; <c>null</c>: nothing since.</param>
public sealed record SenderFrame(string Node, long Epoch, int Connections, int UnderWay, int Waiting, string? LastFailure);

/// <summary>Mail of one purpose.</summary>
/// <param name="Purpose">Its name.</param>
/// <param name="Accepted">Mails that outboxes have taken on.</param>
/// <param name="Delivered">Of these, delivered.</param>
/// <param name="Queued">Waiting.</param>
/// <param name="Parked">Put aside for a person.</param>
/// <param name="InDoubt">Possibly delivered.</param>
public sealed record PurposeFrame(string Purpose, long Accepted, long Delivered, long Queued, long Parked, long InDoubt);

/// <summary>How much of what a mailbox allows is used.</summary>
/// <param name="Messages">The most messages in the window; 0: no limit.</param>
/// <param name="PerSeconds">The window.</param>
/// <param name="Connections">The most connections.</param>
/// <param name="Used">Messages delivered in the last window by node, the nodes in the map's order; those that used none are left out.</param>
public sealed record BudgetFrame(int Messages, double PerSeconds, int Connections, ImmutableArray<BudgetShare> Used);

/// <summary>One node's share.</summary>
/// <param name="Node">Which.</param>
/// <param name="Messages">How many messages.</param>
public sealed record BudgetShare(string Node, long Messages);

/// <summary>Something that ends.</summary>
/// <param name="What">What it is: <c>token</c>, <c>client secret</c>, <c>trusted certificate</c>.</param>
/// <param name="Of">Whose.</param>
/// <param name="At">When.</param>
public sealed record EndFrame(string What, string Of, DateTimeOffset At);

/// <summary>Something that happened, as a line of the map's log.</summary>
/// <param name="Number">Its number, from 1, without a gap.</param>
/// <param name="At">When.</param>
/// <param name="Kind"><c>node</c>, <c>duty</c>, <c>order</c>, <c>fault</c> or <c>mail</c>.</param>
/// <param name="Node">Which node it is about; <c>null</c>: none.</param>
/// <param name="What">What happened, in a clause.</param>
public sealed record LogEntry(long Number, DateTimeOffset At, string Kind, string? Node, string What);
