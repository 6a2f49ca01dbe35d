namespace IseMail.Scenarios.Live;

/// <summary>A deployment did not come up in time: the machine is too small for it, or too busy.</summary>
/// <param name="up">How many nodes were Up.</param>
/// <param name="nodes">How many the deployment has.</param>
/// <param name="within">How long was waited.</param>
public sealed class NodesNotUpException(int up, int nodes, TimeSpan within)
    : IOException($"only {up} of {nodes} nodes came up in the cluster within {within.TotalSeconds:0} s");
