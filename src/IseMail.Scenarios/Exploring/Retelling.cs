using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Reports.Sequences;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime.Promises;
using IseMail.VirtualTime.Tracing;

namespace IseMail.Scenarios.Exploring;

/// <summary>
/// Makes a sequence of the steps of a run that broke a promise: what became of the mail that it is about, and what befell those who had to do with
/// it. Where it is about no mail, what was done to the deployment, and what came just before.
/// </summary>
/// <param name="scenario">What was run.</param>
/// <param name="broken">The promise.</param>
public sealed class Retelling(Scenario scenario, BrokenPromise broken)
{
    private const int MostSteps = 28;
    private const int FirstSteps = 8;
    private const int LastWithoutMail = 16;
    private const string SharedSender = "sender";
    private const string Tenant = "tenant";
    private const string Missing = "this mail is not in it";

    private static readonly TimeSpan Unfolded = TimeSpan.FromSeconds(1);

    private readonly List<VirtualStep> _steps = [];

    /// <summary>A step of the run, in its order.</summary>
    public void Hear(VirtualStep step)
    {
        // All that may be told: of other mails nothing is, where there is one that it is about.
        if (step.At >= VirtualRun.UsualBegin && (broken.Mail is not { } mail || step.Mails.IsEmpty || step.Mails.Contains(mail) || step.Kind == VirtualStepKind.Recovered)) _steps.Add(step);
    }

    /// <summary>What happened.</summary>
    public Sequence Sequence()
    {
        var told = broken.Mail is { } mail ? About(mail) : AboutNone();
        var order = scenario.Topology.Deployment.Nodes.Select(node => node.Name.Value).Append(SharedSender).ToList();
        var nodes = told.SelectMany(step => new[] { step.From, step.To }).Where(party => party.Kind is VirtualPartyKind.Node or VirtualPartyKind.Sender).Select(Name).Distinct(StringComparer.Ordinal);
        ImmutableArray<string> lifelines = [.. nodes.OrderBy(order.IndexOf), Tenant];
        return new Sequence(lifelines, [.. Rows(told, lifelines)]);
    }

    private List<VirtualStep> AboutNone()
    {
        var late = Math.Max(0, _steps.Count - LastWithoutMail);
        return [.. _steps.Where((step, index) => step.Kind is VirtualStepKind.Befell or VirtualStepKind.Became || index >= late)];
    }

    private List<VirtualStep> About(MailId mail)
    {
        var concerned = _steps.Where(step => step.Kind != VirtualStepKind.Recovered && step.Mails.Contains(mail)).SelectMany(step => new[] { step.From.Node, step.To.Node }).OfType<NodeName>().ToHashSet();
        var keepers = new HashSet<NodeName>();
        var told = new List<VirtualStep>();
        foreach (var step in _steps)
        {
            if (step.Kind == VirtualStepKind.Recovered)
            {
                if (step.From.Node is { } reader && keepers.Contains(reader)) told.Add(step with { What = $"{step.What}: {(step.Mails.Contains(mail) ? "this mail is in it" : Missing)}" });
                continue;
            }
            // What befalls others has nothing to do with it.
            if (step.Mails.IsEmpty && step.From.Node is { } node && !concerned.Contains(node)) continue;
            if (step is { Kind: VirtualStepKind.Recorded, From: { Kind: VirtualPartyKind.Node, Node: { } keeper } }) keepers.Add(keeper);
            told.Add(step);
        }
        return told;
    }

    private IEnumerable<SequenceStep> Rows(List<VirtualStep> told, ImmutableArray<string> lifelines)
    {
        var last = lifelines.Length - 1;
        var leftOut = Math.Max(0, told.Count - MostSteps);
        VirtualStep? before = null;
        foreach (var (index, step) in told.Index().Where(one => leftOut == 0 || one.Index < FirstSteps || one.Index >= FirstSteps + leftOut))
        {
            var left = index == FirstSteps + leftOut ? leftOut : 0;
            // Of what lies between, how much it was.
            if (before is not null && (left > 0 || step.At - before.At >= Unfolded))
            {
                yield return Row(before.At, 0, last, SequenceMark.Fold, string.Create(
                    CultureInfo.InvariantCulture, $"… {(step.At - before.At).TotalSeconds:0.0} s, {step.Events - before.Events - 1} events{(left > 0 ? $", {left} of them about this" : "")}"));
            }
            var (from, to) = Places(step);
            yield return Row(step.At, from, to, Mark(step), Full(step));
            before = step;
        }
        if (before is not null && broken.At - before.At >= Unfolded) yield return Row(before.At, 0, last, SequenceMark.Fold, string.Create(CultureInfo.InvariantCulture, $"… {(broken.At - before.At).TotalSeconds:0.0} s"));
        yield return Row(broken.At, 0, last, SequenceMark.Trouble, $"{broken.Promise} is broken: {broken.What}");

        // Whoever is outside has no line of his own.
        (int From, int To) Places(VirtualStep step) => (step.From.Kind, step.To.Kind) switch
        {
            (VirtualPartyKind.Outside, _) => (0, last),
            (_, VirtualPartyKind.Outside) => (Place(step.From), Place(step.From)),
            _ => (Place(step.From), Place(step.To)),
        };

        int Place(VirtualParty party) => lifelines.IndexOf(Name(party));

        static SequenceStep Row(DateTimeOffset at, int from, int to, SequenceMark mark, string what) => new(at - VirtualRun.UsualBegin, from, to, mark, what, what);
    }

    private static SequenceMark Mark(VirtualStep step) => step.Kind switch
    {
        VirtualStepKind.Befell => SequenceMark.Trouble,
        VirtualStepKind.Recovered when step.What.EndsWith(Missing, StringComparison.Ordinal) => SequenceMark.Trouble,
        VirtualStepKind.Recorded or VirtualStepKind.Recovered => SequenceMark.Record,
        VirtualStepKind.Answered => SequenceMark.Answer,
        _ => SequenceMark.Plain,
    };

    private static string Full(VirtualStep step) => step.From switch
    {
        { Node: { } node } when step.What.Contains(node.Value, StringComparison.Ordinal) => step.What,
        { Kind: VirtualPartyKind.Sender, Node: { } node } => $"sender on {node}: {step.What}",
        { Node: { } node } => $"{node}: {step.What}",
        { Kind: VirtualPartyKind.Tenant } => $"tenant: {step.What}",
        _ => step.What,
    };

    private string Name(VirtualParty party) => party.Kind switch
    {
        VirtualPartyKind.Tenant => Tenant,
        VirtualPartyKind.Sender when scenario.Topology.Mail.Sender.Placement == SenderPlacement.Shared => SharedSender,
        _ => party.Node?.Value ?? "",
    };
}
