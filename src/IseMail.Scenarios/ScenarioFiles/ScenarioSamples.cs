using System.Globalization;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;

namespace IseMail.Scenarios.ScenarioFiles;

/// <summary>Makes what a scenario says out of samples, one after another; the same scenario and seed make the same.</summary>
internal sealed class ScenarioSamples(string name, string recipients, Topology topology, int seed, DateTimeOffset begin)
{
    private readonly SampleCauses _causes = new(recipients);
    private readonly SampleScenes _scenes = new(recipients, topology.Notices.Guests);
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public Happening Next(ScenarioCause cause, TimeSpan at) => cause switch
    {
        ScenarioCause.Sample { Purpose: MailPurpose.Alarm } => SampleAlarm(at),
        ScenarioCause.Sample sample => Sample(sample.Purpose, at),
        ScenarioCause.Alarm alarm => Alarm(alarm, at),
        ScenarioCause.Portal portal => Portal(portal),
        ScenarioCause.TestMail => _scenes.TestMail(Key("test", out _)),
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "no such cause"),
    };

    private Happening.Caused Sample(MailPurpose purpose, TimeSpan at)
    {
        var number = Number(purpose.Key());
        return new Happening.Caused(_causes.Of(
            purpose, string.Create(CultureInfo.InvariantCulture, $"{name}-{number}"), number, begin + at, _random));
    }

    private Happening.Noticed SampleAlarm(TimeSpan at)
    {
        var key = Key("alarm", out var number);
        return new Happening.Noticed(_causes.Alarm(key, number, Turn(topology.Deployment.Nodes, number).Name, begin + at));
    }

    private Happening.Noticed Alarm(ScenarioCause.Alarm alarm, TimeSpan at)
    {
        var key = Key("alarm", out var number);
        var which = alarm.Name ?? AlarmCatalogue.All[number % AlarmCatalogue.All.Length].Name;
        return SampleScenes.Alarm(which, key, alarm.Node ?? Turn(topology.Deployment.Nodes, number).Name, begin + at);
    }

    private Happening.AtPortal Portal(ScenarioCause.Portal portal)
    {
        var key = Key("portal", out var number);
        return _scenes.At(portal.Scene, key, number, portal.Node ?? Turn([.. topology.Deployment.With(Persona.Psn)], number).Name);
    }

    private static IseNode Turn(IReadOnlyList<IseNode> nodes, int number) => nodes[number % nodes.Count];

    // A scenario's name may be longer than an occurrence.
    private string Key(string kind, out int number)
    {
        number = Number(kind);
        return string.Create(CultureInfo.InvariantCulture, $"{(name.Length <= 60 ? name : name[..60])}-{kind}-{number}");
    }

    private int Number(string kind) => _numbers[kind] = _numbers.GetValueOrDefault(kind) + 1;
}
