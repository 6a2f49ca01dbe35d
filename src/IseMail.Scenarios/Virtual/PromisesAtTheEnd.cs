using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.VirtualTime.Promises;

namespace IseMail.Scenarios.Virtual;

/// <summary>Looks at the promises of which only a whole run tells; those that an event can break are looked at after each.</summary>
internal static class PromisesAtTheEnd
{
    /// <summary>The first that is broken; <c>null</c>: none is.</summary>
    /// <param name="scenario">What was run.</param>
    /// <param name="ledger">Every mail's story.</param>
    /// <param name="doubtsOf">How many submissions of a mail ended with nobody knowing whether it was delivered.</param>
    /// <param name="at">The end.</param>
    public static BrokenPromise? Broken(Scenario scenario, DeliveryLedger ledger, Func<MailId, int> doubtsOf, DateTimeOffset at)
    {
        var storageLost = LosesStorage(scenario);
        if (ledger.Lost.FirstOrDefault(mail => !(storageLost && mail.Vanished)) is { } lost)
            return new BrokenPromise(Promise.NothingLost, at, $"a mail about {lost.Purpose.Title()} that was {(lost.Vanished ? "taken on is known to nobody" : "called delivered is in no mailbox")}", lost.Id);
        var (terms, mails) = ledger.TwoOwners;
        if (!terms.IsEmpty || !mails.IsEmpty) return new BrokenPromise(Promise.OneOwner, at, "two nodes claim one term", mails.IsEmpty ? null : mails[0].Id);
        if (ledger.WrongOwner.FirstOrDefault() is { } wrong) return new BrokenPromise(Promise.RightOwner, at, $"a mail about {wrong.Purpose.Title()} left from a node whose duty it was not", wrong.Id);
        if (scenario.Topology.Mail.Sender.Placement == SenderPlacement.Shared && ledger.Duplicated.FirstOrDefault(mail => mail.SurplusCopies > mail.Doubts + doubtsOf(mail.Id)) is { } copied)
            return new BrokenPromise(Promise.CopiesExplained, at, "a second copy that no submission in doubt explains", copied.Id);
        return null;
    }

    /// <summary>Whether a disk is lost in a scenario: that takes with it what was only there, and the verdict says so of each such mail.</summary>
    public static bool LosesStorage(Scenario scenario) => scenario.Actions.Any(one => one.Action is ScenarioAction.ToNodes { Deed: NodeDeed.LoseStorage });
}
