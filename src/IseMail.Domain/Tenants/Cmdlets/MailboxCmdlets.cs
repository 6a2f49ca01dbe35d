using System.Collections.Immutable;

namespace IseMail.Domain.Tenants.Cmdlets;

/// <summary>Mailboxes: the SMTP AUTH switch, sizes, and what is lost and restored.</summary>
internal static class MailboxCmdlets
{
    private static readonly CmdletParameter Identity = new("Identity", ParameterKind.Address, "The mailbox.", Required: true);

    public static ImmutableArray<Cmdlet> All { get; } =
    [
        new("set-cas-mailbox", "Set-CASMailbox", "Switch Authenticated SMTP of one mailbox.",
            [Identity, new("SmtpClientAuthenticationDisabled", ParameterKind.FlagOrNull, "$true, $false, or $null to follow the tenant.", Required: true)], SetCas),
        new("get-cas-mailbox", "Get-CASMailbox", "Show the switch of Authenticated SMTP.", [Identity with { Required = false }], (directory, arguments, _) => Get(directory, arguments, Cas)),
        new("set-mailbox", "Set-Mailbox", "Set a mailbox's quota, greatest message and recipients of a message.",
            [
                Identity,
                new("ProhibitSendReceiveQuota", ParameterKind.Size, "What the mailbox holds before it refuses to submit, such as 50GB.") { Range = (0, TenantUser.StandardQuota) },
                new("MaxSendSize", ParameterKind.Size, "The greatest message, such as 35MB.") { Range = (1024, SubmissionReplies.AnnouncedSize) },
                new("RecipientLimits", ParameterKind.Number, "The most recipients of one message.") { Range = (1, 1000) },
            ], Set),
        new("get-mailbox", "Get-Mailbox", "Show mailboxes.", [Identity with { Required = false }], (directory, arguments, _) => Get(directory, arguments, Shown)),
        new("remove-mailbox", "Remove-Mailbox", "Soft-delete a mailbox: AUTH goes on, opening it fails.", [Identity], (directory, arguments, _) => Delete(directory, arguments, deleted: true)),
        new("undo-soft-deleted-mailbox", "Undo-SoftDeletedMailbox", "Bring a soft-deleted mailbox back.",
            [Identity], (directory, arguments, _) => Delete(directory, arguments, deleted: false)),
        new("start-managed-folder-assistant", "Start-ManagedFolderAssistant", "Empty Sent Items, as a retention policy would.", [Identity], Clear),
    ];

    private static CmdletOutcome SetCas(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings) => Found(directory, arguments) is { } user
        ? Say.Changed(directory.With(user with { SmtpClientAuthenticationDisabled = arguments.Flag("SmtpClientAuthenticationDisabled") }))
        : Say.NotFound(directory, arguments.Text("Identity"));

    private static CmdletOutcome Set(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings) => Found(directory, arguments) is { } user
        ? Say.Changed(directory.With(user with
        {
            Quota = arguments.Size("ProhibitSendReceiveQuota") ?? user.Quota,
            MaxSendSize = (int)(arguments.Size("MaxSendSize") ?? user.MaxSendSize),
            RecipientLimits = arguments.Number("RecipientLimits") ?? user.RecipientLimits,
        }))
        : Say.NotFound(directory, arguments.Text("Identity"));

    private static CmdletOutcome Get(TenantDirectory directory, CmdletArguments arguments, Func<TenantUser, CmdletObject> show) => arguments.Has("Identity")
        ? Found(directory, arguments) is { } user ? Say.List(directory, show(user)) : Say.NotFound(directory, arguments.Text("Identity"))
        : Say.List(directory, [.. directory.Users.Where(one => one is { Licensed: true, SoftDeleted: false }).Select(show)]);

    private static CmdletOutcome Delete(TenantDirectory directory, CmdletArguments arguments, bool deleted) =>
        directory.User(arguments.Address("Identity")!.Value) is { Licensed: true } user && user.SoftDeleted != deleted
            ? Say.Changed(directory.With(user with { SoftDeleted = deleted }))
            : Say.NotFound(directory, arguments.Text("Identity"));

    private static CmdletOutcome Clear(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings) => Found(directory, arguments) is { } user
        ? Say.Changed(directory.With(user with { SentItemsClearedAt = surroundings.Now }))
        : Say.NotFound(directory, arguments.Text("Identity"));

    private static TenantUser? Found(TenantDirectory directory, CmdletArguments arguments) =>
        directory.User(arguments.Address("Identity")!.Value) is { Licensed: true, SoftDeleted: false } user ? user : null;

    private static CmdletObject Cas(TenantUser user) => CmdletObject.Of(("Name", user.DisplayName), ("PrimarySmtpAddress", user.Address.Value), ("SmtpClientAuthenticationDisabled", user.SmtpClientAuthenticationDisabled));

    private static CmdletObject Shown(TenantUser user) => CmdletObject.Of(
        ("DisplayName", user.DisplayName), ("PrimarySmtpAddress", user.Address.Value), ("ProhibitSendReceiveQuota", user.Quota), ("MaxSendSize", user.MaxSendSize), ("RecipientLimits", user.RecipientLimits));
}
