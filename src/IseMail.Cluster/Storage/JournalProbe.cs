using Akka.Actor;
using Akka.Persistence;

namespace IseMail.Cluster.Storage;

/// <summary>Finds out whether a journal can be read at the moment.</summary>
public static class JournalProbe
{
    // Of nobody: a journal that is asked for no record of it looks into its storage all the same.
    private const string Nobody = "journal-probe";

    /// <summary>Whether the journal <paramref name="pluginId"/> answers within <paramref name="within"/> what its storage holds.</summary>
    /// <param name="system">Whose journal.</param>
    /// <param name="pluginId">Akka.Persistence's name of it.</param>
    /// <param name="within">How long an answer is waited for.</param>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    public static async Task<bool> AnswersAsync(ActorSystem system, string pluginId, TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            var journal = Persistence.Instance.Apply(system).JournalFor(pluginId);
            return await journal.Ask<object>(self => new ReplayMessages(0, 0, 0, Nobody, self), within, cancellationToken) is RecoverySuccess;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }
}
