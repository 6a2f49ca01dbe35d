using System.CommandLine;
using IseMail.Scenarios.Isolation;
using IseMail.Scenarios.Live;

namespace IseMail.Cli.Running;

/// <summary><c>--isolation</c>: how far apart the nodes of a deployment are that this process runs.</summary>
internal static class IsolationOption
{
    /// <param name="standard">What is meant where it is left out, in words.</param>
    public static Option<IsolationKind?> Create(string standard)
    {
        var option = new Option<IsolationKind?>("--isolation")
        {
            Description = $"How far apart the nodes are: in-process, in processes of their own, or in containers on networks of their own. Left out: {standard}.",
            CustomParser = static result => result.Tokens[0].Value switch
            {
                "in-process" => (IsolationKind?)IsolationKind.InProcess,
                "processes" => IsolationKind.Processes,
                "containers" => IsolationKind.Containers,
                var other => Refuse(result, other),
            },
        };
        option.CompletionSources.Add("in-process", "processes", "containers");
        return option;
    }

    /// <summary>Options that say it.</summary>
    public static LiveOptions Options(LiveOptions options, IsolationKind isolation, string topologyFile) => options with
    {
        Isolation = isolation,
        TopologyFile = Path.GetFullPath(topologyFile),
        Program = ProgramCommand.Of(typeof(IsolationOption).Assembly.Location),
    };

    private static IsolationKind? Refuse(System.CommandLine.Parsing.ArgumentResult result, string other)
    {
        result.AddError($"--isolation is in-process, processes or containers, and not '{other}'");
        return null;
    }
}
