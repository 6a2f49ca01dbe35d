using System.Collections.Immutable;
using System.Globalization;
using IseMail.Scenarios.ScenarioFiles;
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

    /// <summary>The story of a seed.</summary>
    public static Story Of(Scenario scenario, long seed)
    {
        var chance = new SeededChance(seed, "story");
        var window = scenario.Within < TimeSpan.FromMinutes(2) ? scenario.Within : TimeSpan.FromMinutes(2);
        var strikes = Enumerable.Range(0, 1 + chance.Next(MostStrikes)).Select(number =>
        {
            var kind = FaultKinds.All[chance.Next(FaultKinds.All.Length)];
            return kind.Draw(new FaultDice(scenario.Topology, new SeededChance(seed, string.Create(CultureInfo.InvariantCulture, $"strike {number}")), window, number));
        });
        return new Story(scenario, seed, [.. strikes]);
    }

    /// <summary>How many mails it is about.</summary>
    public int Mails => Scenario.Count;

    /// <summary>It as a scenario that can be run by itself.</summary>
    public Scenario Told
    {
        get
        {
            var last = Strikes.SelectMany(strike => strike.Actions.Select(action => action.At).Concat(strike.Faults.Select(fault => (fault.At ?? TimeSpan.Zero) + (fault.Fault.For ?? TimeSpan.Zero)))).DefaultIfEmpty().Max();
            return Scenario with
            {
                Within = last + Afterwards > Scenario.Within ? last + Afterwards : Scenario.Within,
                Actions = [.. Scenario.Actions, .. Strikes.SelectMany(strike => strike.Actions)],
                Faults = [.. Scenario.Faults, .. Strikes.SelectMany(strike => strike.Faults)],
            };
        }
    }
}
