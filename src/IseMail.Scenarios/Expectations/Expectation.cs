using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;

namespace IseMail.Scenarios.Expectations;

/// <summary>What a scenario expects to come of it; what it does not say is not judged, but for its owners, of whom there are never two.</summary>
/// <param name="Taken">How many of the causes the deployment takes on.</param>
/// <param name="Mail">Of all mail together.</param>
/// <param name="Purposes">Of the mail of some purposes.</param>
/// <param name="Takeovers">Of duties that move.</param>
/// <param name="Raised">Alarms that are mailed.</param>
/// <param name="NotRaised">Alarms that are not.</param>
public sealed record Expectation(
    CountRule Taken,
    MailExpectation Mail,
    ImmutableSortedDictionary<MailPurpose, MailExpectation> Purposes,
    ImmutableArray<TakeoverExpectation> Takeovers,
    ImmutableArray<string> Raised,
    ImmutableArray<string> NotRaised)
{
    /// <summary>What is expected where a scenario says nothing: every mail arrives, once.</summary>
    public static Expectation Standard { get; } = new(CountRule.All, MailExpectation.Standard, ImmutableSortedDictionary<MailPurpose, MailExpectation>.Empty, [], [], []);
}

/// <summary>What is expected of mail; <c>null</c>: anything.</summary>
/// <param name="Delivered">How many are delivered.</param>
/// <param name="Lost">How many are lost.</param>
/// <param name="Duplicated">How many second copies arrive.</param>
/// <param name="InDoubt">How many wait for a person because they may have been delivered.</param>
/// <param name="Parked">How many wait for a person.</param>
/// <param name="Queued">How many still wait for their turn.</param>
/// <param name="Late">How many arrive later than they should, and when that is.</param>
/// <param name="By">Nodes that may send it; <c>null</c>: whoever's duty it is.</param>
public sealed record MailExpectation(
    CountRule? Delivered, CountRule? Lost, CountRule? Duplicated, CountRule? InDoubt, CountRule? Parked, CountRule? Queued, LateRule? Late, ImmutableArray<NodeName>? By)
{
    /// <summary>Anything.</summary>
    public static MailExpectation Anything { get; } = new(null, null, null, null, null, null, null, null);

    /// <summary>Every mail arrives, and arrives once.</summary>
    public static MailExpectation Standard { get; } = Anything with { Delivered = CountRule.All, Lost = CountRule.Exactly(0), Duplicated = CountRule.Exactly(0) };
}

/// <summary>How many there may be of something.</summary>
/// <param name="AtLeast">So many at least.</param>
/// <param name="AtMost">So many at most; <c>null</c>: any number.</param>
/// <param name="Of">What the count is measured by instead.</param>
public sealed record CountRule(long AtLeast, long? AtMost, CountOf Of = CountOf.Number)
{
    /// <summary>Every one that was taken on.</summary>
    public static CountRule All { get; } = new(0, null, CountOf.Accepted);

    /// <summary>At most one for each submission of the same mail that ended in doubt.</summary>
    public static CountRule Doubted { get; } = new(0, null, CountOf.Doubts);

    /// <summary>So many.</summary>
    public static CountRule Exactly(long count) => new(count, count);

    /// <summary>Whether <paramref name="count"/> fits.</summary>
    public bool Fits(long count) => count >= AtLeast && !(count > AtMost);

    /// <inheritdoc/>
    public override string ToString() => Of switch
    {
        CountOf.Accepted => "all",
        CountOf.Doubts => "at most one for each submission in doubt",
        _ when AtLeast == AtMost => AtLeast.ToString(CultureInfo.InvariantCulture),
        _ when AtMost is null => string.Create(CultureInfo.InvariantCulture, $"at least {AtLeast}"),
        _ when AtLeast == 0 => string.Create(CultureInfo.InvariantCulture, $"at most {AtMost}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{AtLeast} to {AtMost}"),
    };
}

/// <summary>What a count is measured by.</summary>
public enum CountOf
{
    /// <summary>Numbers that the scenario gives.</summary>
    Number,

    /// <summary>How many were taken on.</summary>
    Accepted,

    /// <summary>How often a submission of the same mail ended in doubt.</summary>
    Doubts,
}

/// <summary>How many mails may arrive late.</summary>
/// <param name="After">Later than so long after what they tell of was told to the deployment.</param>
/// <param name="Count">So many.</param>
public sealed record LateRule(TimeSpan After, CountRule Count);

/// <summary>That a duty moves.</summary>
/// <param name="Of">Whose duties: PAN's or MnT's.</param>
/// <param name="By">To which node; <c>null</c>: any other.</param>
/// <param name="Within">How soon after the last thing that was done to the deployment before it; <c>null</c>: whenever.</param>
/// <param name="FirstMailWithin">How soon after that the new holder's first mail arrives; <c>null</c>: whenever, or never.</param>
/// <param name="Never">Whether it is expected not to move.</param>
public sealed record TakeoverExpectation(Persona Of, NodeName? By, TimeSpan? Within, TimeSpan? FirstMailWithin, bool Never);
