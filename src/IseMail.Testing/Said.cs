using IseMail.Domain.Deployments;
using IseMail.Domain.Faults;
using IseMail.Scenarios.Topologies;

namespace IseMail.Testing;

/// <summary>Reads what a test says in words.</summary>
internal static class Said
{
    /// <summary>A topology.</summary>
    /// <exception cref="BadTopologyException">It cannot be used.</exception>
    public static Topology Topology(string yaml)
    {
        var reading = TopologyFile.Parse(yaml, "topology");
        return reading.Value is { } topology && reading.Problems.IsEmpty ? topology : throw new BadTopologyException([.. reading.Problems.Select(problem => problem.ToString())]);
    }

    /// <summary>A fault, as <c>isemail fault add</c> takes it: <c>where=mail reply=sender-threads count=3</c>.</summary>
    /// <exception cref="BadTopologyException">It cannot be used.</exception>
    public static Fault Fault(string name, string said)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = name };
        foreach (var one in said.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = one.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw new BadTopologyException([$"'{one}' says nothing of the fault; KEY=VALUE, such as where=mail"]);
            if (!values.TryAdd(one[..equals], one[(equals + 1)..])) throw new BadTopologyException([$"'{one[..equals]}' stands here again; it once"]);
        }
        var (fault, problems) = FaultText.Read(values);
        return fault ?? throw new BadTopologyException([.. problems.Select(problem => problem.ToString())]);
    }
}
