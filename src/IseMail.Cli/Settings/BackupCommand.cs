using System.CommandLine;
using System.Text;
using IseMail.Cli.Administration;
using IseMail.Cluster.Settings;
using IseMail.Scenarios.Administration;

namespace IseMail.Cli.Settings;

/// <summary>
/// <c>isemail backup FILE</c> and <c>isemail restore FILE</c>: a deployment's configuration, encrypted. As in ISE it leaves
/// the SMTP server settings out, so that mail waits after a restore until somebody tests and saves them again.
/// </summary>
internal static class BackupCommand
{
    public static Command CreateBackup()
    {
        var file = new Argument<string>("FILE") { Description = "Where the backup goes; must not exist." };
        var key = new SecretOptions("key", "the encryption key of the backup");
        var data = Administering.Data();
        var command = new Command("backup", "Back the configuration of a deployment up, without the SMTP server settings.") { file, data };
        key.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            var secret = await KeyAsync(key, parsed, cancellation);
            var content = await deployment.GetRawAsync("/backup", cancellation);
            var backup = SettingsBackup.Read(Encoding.UTF8.GetBytes(content.GetRawText()));
            try
            {
                await using var stream = new FileStream(path, Options(FileMode.CreateNew));
                await using var writer = new StreamWriter(stream, new UTF8Encoding(false));
                await writer.WriteAsync(BackupFile.Write(backup, secret));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                await deployment.PostAsync<FailureRequest>("/backup/failed", new FailureRequest(fault.Message.TrimEnd('.')), cancellation);
                throw;
            }
            await Console.Out.WriteLineAsync($"{path}: settings version {backup.Version} of {backup.Deployment}; the SMTP server settings and all secrets are left out");
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }

    public static Command CreateRestore()
    {
        var file = new Argument<string>("FILE") { Description = "A backup." };
        var key = new SecretOptions("key", "the encryption key of the backup");
        var data = Administering.Data();
        var command = new Command("restore", "Restore the configuration of a deployment. Mail is not configured afterwards, and waits.") { file, data };
        key.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            var secret = await KeyAsync(key, parsed, cancellation);
            if (!File.Exists(path)) throw new BadOptionException($"{path}:1:1: there is no such file", "a backup");
            SettingsBackup backup;
            try
            {
                backup = await BackupFile.ReadAsync(path, secret, cancellation);
            }
            catch (InvalidDataException malformed)
            {
                await deployment.PostAsync<FailureRequest>("/restore/failed", new FailureRequest(malformed.Message), cancellation);
                throw new BadOptionException($"{path}:1:1: {malformed.Message}", "an unchanged backup and its encryption key");
            }
            var settings = await deployment.PostRawAsync<SettingsDocument>("/restore", backup.Write(), cancellation);
            await Console.Out.WriteLineAsync($"restored as version {settings.Version}");
            await Console.Out.WriteLineAsync(settings.WhyNotConfigured);
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }

    private static async Task<string> KeyAsync(SecretOptions key, ParseResult parsed, CancellationToken cancellationToken) =>
        await key.ReadAsync(parsed, cancellationToken) switch
        {
            null => throw new BadOptionException("there is no encryption key", "--key-file, --key-env or --key-prompt"),
            { Length: < BackupFile.ShortestKey } => throw new BadOptionException("the encryption key is too short", $"at least {BackupFile.ShortestKey} characters"),
            var secret => secret,
        };

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
