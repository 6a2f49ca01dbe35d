using System.CommandLine;
using IseMail.Scenarios.Calibrating;
using IseMail.Scenarios.Virtual;

namespace IseMail.Cli.Running;

/// <summary>The option <c>--timing</c>: how long things take in virtual time.</summary>
internal static class TimingOption
{
    public static Option<string?> Create() => new("--timing") { Description = "With virtual time: a file with how long things take, as 'isemail calibrate' writes it. Left out: times of an idle machine." };

    /// <summary>What the file says; <c>null</c>: it is wrong, which has been told.</summary>
    public static async Task<RunTiming?> ReadAsync(string? path, CancellationToken cancellationToken)
    {
        if (path is null) return RunTiming.Standard;
        var reading = await TimingFile.ReadAsync(path, cancellationToken);
        if (reading.Value is { } model) return new RunTiming(model, await File.ReadAllTextAsync(path, cancellationToken));
        await Failures.BadInputAsync(reading.Problems);
        return null;
    }
}
