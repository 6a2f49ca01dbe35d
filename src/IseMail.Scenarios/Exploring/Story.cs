using System.Collections.Immutable;
using System.Globalization;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Expectations;
using IseMail.Scenarios.Faults;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime.Kernel;

namespace IseMail.Scenarios.Exploring;

/// <summary>A scenario with things that go wrong in it, all of which follow from one seed.</summary>
/// <param name="Scenario">What happens anyway.</param>
/// <param name="Seed">Where random numbers begin.</param>
/// <param name="Strikes">What goes wrong.</param>
public sealed record Story(Scenario Scenario, long Seed, ImmutableArray<Strike> Strikes)
{
    private const int MostStrikes = 6;

    // What has been put off because of the last fault has its turn.
    private static readonly TimeSpan Afterwards = TimeSpan.FromMinutes(5);

    // What becomes of mail under faults is for no scenario to foresee; what must hold whatever happens is looked at in every run in virtual time.
    private static readonly CountRule AnyNumber = new(0, null);

    /// <summary>The story of a seed.</summary>
    public static Story Of(Scenario scenario, long seed)
    {
        var chance = new SeededChance(seed, "story");
        var window = scenario.Within < TimeSpan.FromMinutes(2) ? scenario.Within : TimeSpan.FromMinutes(2);
        var taken = scenario.Faults.Select(fault => fault.Fault).Concat(scenario.Topology.EmbeddedTenant!.Faults).Select(fault => fault.Name).ToHashSet(StringComparer.Ordinal);
        var names = Enumerable.Range(1, int.MaxValue).Select(number => string.Create(CultureInfo.InvariantCulture, $"fault-{number}")).Where(name => !taken.Contains(name)).Take(MostStrikes).ToArray();
        var strikes = Enumerable.Range(0, 1 + chance.Next(MostStrikes)).Select(number =>
        {
            var kind = FaultKinds.All[chance.Next(FaultKinds.All.Length)];
            return kind.Draw(new FaultDice(scenario.Topology, new SeededChance(seed, string.Create(CultureInfo.InvariantCulture, $"strike {number}")), window, names[number]));
        });
        return new Story(scenario, seed, [.. strikes]);
    }

    /// <summary>How many mails it is about.</summary>
    public int Mails => Scenario.Count;

    /// <summary>How many things go wrong in it, those among them that the scenario has of its own.</summary>
    public int Faults => Strikes.Length + Scenario.Actions.Length + Scenario.Faults.Length;

    /// <summary>
    /// It as a scenario that can be run by itself, and written into a file. Of what cannot be done at its time, such as killing a node that does not
    /// run, nothing is left. No more is expected of it than what must hold whatever fails.
    /// </summary>
    public Scenario Told
    {
        get
        {
            var last = Strikes.SelectMany(strike => strike.Actions.Select(action => action.At).Concat(strike.Faults.Select(fault => (fault.At ?? TimeSpan.Zero) + (fault.Fault.For ?? TimeSpan.Zero)))).DefaultIfEmpty().Max();
            var within = last + Afterwards > Scenario.Within ? last + Afterwards : Scenario.Within;
            ImmutableArray<ScheduledFault> faults = [.. Scenario.Faults, .. Strikes.SelectMany(strike => strike.Faults)];
            var told = Scenario with
            {
                Within = within,
                Actions = ActionRehearsal.Possible(Scenario.Topology, within, faults, [.. Scenario.Actions, .. Strikes.SelectMany(strike => strike.Actions)]),
                Faults = faults,
            };
            return told with
            {
                Expected = Expectation.Standard with
                {
                    Taken = AnyNumber,
                    Mail = MailExpectation.Anything with { Delivered = AnyNumber, Lost = PromisesAtTheEnd.LosesStorage(told) ? AnyNumber : CountRule.Exactly(0), Duplicated = AnyNumber },
                },
            };
        }
    }
}
