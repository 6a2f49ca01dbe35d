namespace IseMail.Cluster.Nodes;

/// <summary>Causes were not taken on, so nobody will be told of them; whoever noticed them asks again.</summary>
/// <param name="why">Why, in one clause.</param>
public sealed class CausesRefusedException(string why) : IOException($"not taken on: {why}");
