using System.Collections.Immutable;

namespace IseMail.Scenarios.Administration;

/// <summary>Somebody raises an alarm by hand.</summary>
/// <param name="Name">Its name in the catalogue.</param>
/// <param name="Node">The node it is about; <c>null</c>: the first PAN.</param>
/// <param name="Details">What happened; <c>null</c>: what the catalogue says of it.</param>
/// <param name="Cleared">Whether it is over.</param>
public sealed record AlarmRequest(string Name, string? Node = null, string? Details = null, bool Cleared = false);

/// <summary>What became of an alarm.</summary>
/// <param name="Alarm">Its name in the catalogue.</param>
/// <param name="Node">The node it is about.</param>
/// <param name="Mails">Identities of the mails that tell of it.</param>
/// <param name="Suppressed">Whether it was counted as a repeat and not mailed.</param>
/// <param name="NotMailed">Why nobody is told; <c>null</c>: somebody is.</param>
public sealed record AlarmOutcomeDocument(string Alarm, string Node, ImmutableArray<string> Mails, bool Suppressed, string? NotMailed);

/// <summary>An alarm of the catalogue as the deployment has it set.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Category">Its category.</param>
/// <param name="Severity">Its severity, the deployment's own where one is set.</param>
/// <param name="Enabled">Whether it is raised at all.</param>
/// <param name="Recipients">Who is told.</param>
/// <param name="Suppress">How long repeats are not mailed; <c>null</c>: each is.</param>
/// <param name="Raised">How it stands for each node it was mailed about; <c>null</c>: no active MnT answers.</param>
/// <param name="Own">What is set for this alarm alone.</param>
public sealed record AlarmDocument(
    string Name, string Category, string Severity, bool Enabled, ImmutableArray<string> Recipients, string? Suppress, ImmutableArray<AlarmRaisedDocument>? Raised, AlarmRuleDocument Own);

/// <summary>What is set for one alarm alone.</summary>
/// <param name="Severity">Another severity than the catalogue's; <c>null</c>: the catalogue's.</param>
/// <param name="Recipients">Who is told beside the flagged administrators.</param>
/// <param name="Note">A text that its mails carry.</param>
/// <param name="Suppress">How long repeats are not mailed, <c>none</c>: each is; <c>null</c>: as the deployment has it.</param>
/// <param name="Changed">Whether it was set on the primary PAN, and not in the topology file.</param>
public sealed record AlarmRuleDocument(string? Severity, ImmutableArray<string> Recipients, string Note, string? Suppress, bool Changed);

/// <summary>Somebody sets an alarm. What is left out stays as it is.</summary>
/// <param name="Name">Its name in the catalogue.</param>
/// <param name="Enabled">Whether it is raised at all.</param>
/// <param name="Severity"><c>Critical</c>, <c>Warning</c>, <c>Info</c>, or <c>default</c> for the catalogue's.</param>
/// <param name="Recipients">Who is told beside the flagged administrators.</param>
/// <param name="Note">A text that its mails carry; at most 1,000 characters.</param>
/// <param name="Suppress">How long repeats are not mailed: a duration, <c>none</c>, or <c>default</c> for the deployment's.</param>
/// <param name="Reset">Whether everything about it is to be as the topology file says.</param>
public sealed record AlarmSettingsRequest(
    string Name, bool? Enabled = null, string? Severity = null, ImmutableArray<string>? Recipients = null, string? Note = null, string? Suppress = null, bool Reset = false);

/// <summary>Somebody sets from whom alarms come.</summary>
/// <param name="Address">The address; <c>null</c>: as the topology file says.</param>
public sealed record AlarmFromRequest(string? Address = null);

/// <summary>From whom alarms come.</summary>
/// <param name="Address">The address.</param>
/// <param name="Changed">Whether it was set on the primary PAN, and not in the topology file.</param>
public sealed record AlarmFromDocument(string Address, bool Changed);

/// <summary>Somebody fills in Guest Email Settings. What is left out stays as it is.</summary>
/// <param name="Notifications">Whether guests are mailed at all.</param>
/// <param name="From"><c>sponsor</c>: mail to sponsored guests comes from the sponsor; <c>default</c>: all comes from the default address.</param>
/// <param name="Address">The default address.</param>
/// <param name="Reset">Whether everything is to be as the topology file says.</param>
public sealed record GuestEmailRequest(bool? Notifications = null, string? From = null, string? Address = null, bool Reset = false);

/// <summary>Guest Email Settings.</summary>
/// <param name="Notifications">Whether guests are mailed at all.</param>
/// <param name="From"><c>sponsor</c> or <c>default</c>.</param>
/// <param name="Address">The default address.</param>
/// <param name="Changed">Whether any of it was set on the primary PAN, and not in the topology file.</param>
public sealed record GuestEmailDocument(bool Notifications, string From, string Address, bool Changed);

/// <summary>How an alarm stands for one node.</summary>
/// <param name="Node">Which.</param>
/// <param name="Cleared">Whether this is the news that it is over.</param>
/// <param name="MailedAt">When it was last mailed.</param>
/// <param name="Suppressed">How many repeats were not mailed since.</param>
public sealed record AlarmRaisedDocument(string Node, bool Cleared, DateTimeOffset? MailedAt, int Suppressed);

/// <summary>A guest registers at a portal.</summary>
/// <param name="Guest">What the guest types.</param>
/// <param name="PersonVisitedEmail">The address of the person being visited, who may have to approve.</param>
/// <param name="Portal">The PSN; <c>null</c>: the first.</param>
public sealed record RegisterRequest(GuestFormDocument Guest, string? PersonVisitedEmail = null, string? Portal = null);

/// <summary>A sponsor creates accounts.</summary>
/// <param name="Sponsor">Name or address.</param>
/// <param name="Guests">One for each account.</param>
/// <param name="Type">Guest type; <c>null</c>: the first that the sponsor's group may make.</param>
/// <param name="Notify">Whether the guests are told at once.</param>
/// <param name="Portal">The PSN; <c>null</c>: the first.</param>
public sealed record CreateRequest(string Sponsor, ImmutableArray<GuestFormDocument> Guests, string? Type = null, bool Notify = false, string? Portal = null);

/// <summary>What is typed of a guest.</summary>
/// <param name="Email">Where the guest's mail goes.</param>
/// <param name="FirstName">As typed.</param>
/// <param name="LastName">As typed.</param>
/// <param name="Mobile">As typed.</param>
/// <param name="PersonVisited">As typed.</param>
/// <param name="ReasonForVisit">As typed.</param>
/// <param name="From">When the account begins; <c>null</c>: at once.</param>
/// <param name="Holds">How long it holds, such as <c>2d</c>; <c>null</c>: as its type says.</param>
public sealed record GuestFormDocument(
    string Email, string FirstName = "", string LastName = "", string Mobile = "", string PersonVisited = "", string ReasonForVisit = "", string? From = null, string? Holds = null);

/// <summary>Something is done to an account.</summary>
/// <param name="UserName">Whose.</param>
/// <param name="Action">approve, deny, suspend, reinstate, extend, resetPassword, delete, signIn or changePassword.</param>
/// <param name="Sponsor">Name or address of the sponsor who does it; <c>null</c>: an administrator, or the guest himself.</param>
/// <param name="Until">Until when it is extended.</param>
/// <param name="Password">The guest's own new password, sealed with the deployment's key.</param>
/// <param name="Portal">The PSN; <c>null</c>: the first.</param>
public sealed record GuestActionRequest(string UserName, string Action, string? Sponsor = null, string? Until = null, byte[]? Password = null, string? Portal = null);

/// <summary>A sponsor sends credentials again.</summary>
/// <param name="UserName">Whose.</param>
/// <param name="Sponsor">Name or address of the sponsor; <c>null</c>: an administrator, who gets no copy and no summary.</param>
/// <param name="CopyMe">"Copy me".</param>
/// <param name="Summary">"Send me a summary".</param>
/// <param name="Portal">The PSN; <c>null</c>: the first.</param>
public sealed record ResendRequest(string UserName, string? Sponsor = null, bool CopyMe = false, bool Summary = false, string? Portal = null);

/// <summary>Somebody opens a link of an approval request.</summary>
/// <param name="Link">As it stands in the mail.</param>
public sealed record LinkRequest(string Link);

/// <summary>An administrator sends a portal's test mail.</summary>
/// <param name="To">Who gets it.</param>
public sealed record TestMailRequest(string To);

/// <summary>What somebody wanted at a portal is carried out. It never holds a password.</summary>
/// <param name="Node">The node whose outbox has the mails: the portal's, or whoever is primary PAN.</param>
/// <param name="UserNames">The accounts it is about.</param>
/// <param name="Mails">Identities of the mails that arise from it, all accepted.</param>
public sealed record ServedDocument(string Node, ImmutableArray<string> UserNames, ImmutableArray<string> Mails);

/// <summary>A guest's account. It never holds a password.</summary>
/// <param name="UserName">Login name.</param>
/// <param name="Name">First and last name, made safe to print.</param>
/// <param name="Email">Where the guest's mail goes.</param>
/// <param name="State">pendingApproval, created, active, suspended, expired or denied.</param>
/// <param name="Type">Guest type.</param>
/// <param name="Sponsor">Whose guest; <c>null</c>: nobody's.</param>
/// <param name="Portal">The PSN where it was asked for.</param>
/// <param name="ValidFrom">When it begins.</param>
/// <param name="ValidTo">When it ends; unused, where its time begins with the first login.</param>
/// <param name="FromFirstLogin">How long it holds from the first login on, which has not been yet; <c>null</c>: its time is fixed.</param>
/// <param name="PasswordChanged">Whether the guest chose the present password, which then cannot be sent again.</param>
public sealed record GuestDocument(
    string UserName, string Name, string Email, string State, string Type, string? Sponsor, string Portal,
    DateTimeOffset ValidFrom, DateTimeOffset ValidTo, string? FromFirstLogin, bool PasswordChanged);

/// <summary>A mail that waits for a person.</summary>
/// <param name="Mail">Its identity.</param>
/// <param name="Node">In whose outbox.</param>
/// <param name="State">parked, or inDoubt: possibly delivered.</param>
/// <param name="Purpose">Its purpose.</param>
/// <param name="From">Its sender.</param>
/// <param name="To">Its recipient.</param>
/// <param name="Since">Since when it waits.</param>
/// <param name="Reason">Why.</param>
public sealed record ParkedMailDocument(string Mail, string Node, string State, string Purpose, string? From, string To, DateTimeOffset? Since, string? Reason);

/// <summary>Mails are to be tried again.</summary>
/// <param name="Mail">Which; <c>null</c>: all that wait for a person.</param>
public sealed record ReplayRequest(string? Mail = null);

/// <summary>Mails are back in their outboxes' queues.</summary>
/// <param name="Mails">How many.</param>
public sealed record ReplayedDocument(int Mails);
