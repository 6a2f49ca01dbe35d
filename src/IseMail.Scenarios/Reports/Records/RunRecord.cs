using System.Collections.Immutable;

namespace IseMail.Scenarios.Reports.Records;

/// <summary>
/// All that is told of a run, whichever runtime ran it and however its nodes were kept apart: plain data, from which every
/// report is written. All times count from when every node was up; what happened before that is negative.
/// </summary>
public sealed record RunRecord
{
    /// <summary>The scenario's name.</summary>
    public required string Scenario { get; init; }

    /// <summary>What the scenario is to show.</summary>
    public required string Purpose { get; init; }

    /// <summary>The deployment's name.</summary>
    public required string Deployment { get; init; }

    /// <summary>What ran it: <c>live</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>The version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>Where random numbers began.</summary>
    public required int Seed { get; init; }

    /// <summary>When every node was up.</summary>
    public required DateTimeOffset Begin { get; init; }

    /// <summary>How long the nodes took until each was up.</summary>
    public required TimeSpan Starting { get; init; }

    /// <summary>From when every node was up to the verdict.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>By when all mail had to have arrived.</summary>
    public required TimeSpan Within { get; init; }

    /// <summary>Whether the verdict holds.</summary>
    public required bool Passed { get; init; }

    /// <summary>What the verdict rests on.</summary>
    public required ImmutableArray<Guarantee> Guarantees { get; init; }

    /// <summary>The nodes of the deployment's file, in its order.</summary>
    public required ImmutableArray<NodeRecord> Nodes { get; init; }

    /// <summary>What the mailbox allows.</summary>
    public required MailboxAllowance Allowance { get; init; }

    /// <summary>What the run was set to; no secret in it.</summary>
    public required ImmutableArray<SettingRecord> Settings { get; init; }

    /// <summary>Every mail, by purpose and then by when it was accepted.</summary>
    public required ImmutableArray<MailRecord> Mails { get; init; }

    /// <summary>Mails that are over, were as they should be and are only counted: in a long run of virtual time, all that everybody has forgotten.</summary>
    public int Settled { get; init; }

    /// <summary>Messages in the mailboxes that no outbox knows of.</summary>
    public required int Strays { get; init; }

    /// <summary>Who held which cluster-wide duties when, by duty and then in order.</summary>
    public required ImmutableArray<DutyRecord> Duties { get; init; }

    /// <summary>Actions, faults, alarms and changes of duty, in the order of time.</summary>
    public required ImmutableArray<EventRecord> Events { get; init; }

    /// <summary>How the deployment stood from time to time.</summary>
    public required ImmutableArray<SampleRecord> Samples { get; init; }
}

/// <summary>One thing that the verdict rests on.</summary>
/// <param name="Key">Its name for programs.</param>
/// <param name="Title">What is promised.</param>
/// <param name="Holds">Whether it was kept; <c>null</c>: nobody can tell.</param>
/// <param name="Detail">The figures.</param>
public sealed record Guarantee(string Key, string Title, bool? Holds, string Detail);

/// <summary>A node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Personas">What it does: <c>pan</c>, <c>mnt</c>, <c>psn</c>.</param>
public sealed record NodeRecord(string Name, ImmutableArray<string> Personas);

/// <summary>What the mailbox allows, as the senders go by it.</summary>
/// <param name="Connections">The most connections.</param>
/// <param name="Messages">The most messages in <paramref name="Per"/>; 0: no limit.</param>
/// <param name="Per">The window.</param>
public sealed record MailboxAllowance(int Connections, int Messages, TimeSpan Per);

/// <summary>One setting.</summary>
/// <param name="Group">What it belongs to.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public sealed record SettingRecord(string Group, string Name, string Value);

/// <summary>One node's time as holder of a cluster-wide duty.</summary>
/// <param name="Duty">Whose: <c>primary PAN</c>, <c>active MnT</c>.</param>
/// <param name="Node">The holder.</param>
/// <param name="Epoch">The how many-th holder it is, from 1.</param>
/// <param name="From">When it began to act.</param>
/// <param name="FirstMail">When the first mail that it took on arrived; <c>null</c>: none has.</param>
public sealed record DutyRecord(string Duty, string Node, long Epoch, TimeSpan From, TimeSpan? FirstMail);

/// <summary>What kind of thing happened.</summary>
public enum EventKind
{
    /// <summary>Something was done to the deployment.</summary>
    Action,

    /// <summary>Something went wrong in the tenant on purpose.</summary>
    Fault,

    /// <summary>An alarm was mailed.</summary>
    Alarm,

    /// <summary>A node began to act on a duty.</summary>
    Duty,
}

/// <summary>Something that happened to the deployment.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="At">When it began.</param>
/// <param name="Until">When it had ended; <c>null</c>: it took no time, or had not ended.</param>
/// <param name="What">What it was, in a few words.</param>
/// <param name="Node">To which node; <c>null</c>: to none in particular.</param>
/// <param name="EndsNode">Whether it ended that node.</param>
public sealed record EventRecord(EventKind Kind, TimeSpan At, TimeSpan? Until, string What, string? Node = null, bool EndsNode = false);
