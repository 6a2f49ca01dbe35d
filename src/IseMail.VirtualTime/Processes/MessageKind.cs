namespace IseMail.VirtualTime.Processes;

/// <summary>What a message is, for the log.</summary>
internal enum MessageKind
{
    /// <summary>An outbox tells the sender what is ready.</summary>
    Offer,

    /// <summary>The sender asks an outbox for a mail.</summary>
    Ask,

    /// <summary>An outbox gives the sender a mail, or none.</summary>
    Submit,

    /// <summary>The sender tells an outbox how a submission ended.</summary>
    Settle,

    /// <summary>The sender gives a mail back.</summary>
    Return,

    /// <summary>The sender introduces itself.</summary>
    Meet,

    /// <summary>Mails are handed to an outbox.</summary>
    HandOver,

    /// <summary>An outbox has taken mails on.</summary>
    Taken,

    /// <summary>Mails have left their outbox.</summary>
    Left,

    /// <summary>Somebody asks the holder of duties or a portal.</summary>
    Raise,

    /// <summary>Accounts are to be written, or are.</summary>
    Guests,

    /// <summary>An alarm is told of, or answered.</summary>
    Alarm,

    /// <summary>A PAN is polled, or answers.</summary>
    Poll,

    /// <summary>A PAN is asked to be promoted or to retire, or answers.</summary>
    Promotion,

    /// <summary>The primary PAN says that it is the primary.</summary>
    Announce,

    /// <summary>Who held duties last has been read.</summary>
    Terms,

    /// <summary>The settings on a node are others.</summary>
    Settings,
}
