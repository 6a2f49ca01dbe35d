namespace IseMail.Domain.Deployments;

/// <summary>What is allowed and yet worth knowing before one relies on a deployment.</summary>
public static class DeploymentLint
{
    /// <summary>One note for each such thing; empty where there is none.</summary>
    public static IEnumerable<Problem> Notes(Deployment deployment)
    {
        // Automatic PAN failover needs a third node as the judge of health; ISE refuses it with two (W-NOTES-2NODE).
        if (deployment.Nodes.Length == 2)
        {
            yield return new Problem(
                "nodes",
                "two nodes survive the planned stop of either one; a partition leaves neither with a majority, and a secondary PAN is promoted by hand only",
                "a third node where duties must move by themselves");
        }
    }
}
