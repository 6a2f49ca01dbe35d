using System.CommandLine;
using IseMail.Cluster.Sending;
using IseMail.Domain.Settings;
using Spectre.Console;

namespace IseMail.Cli.Administration;

/// <summary>
/// Where a command takes a secret from: a file, an environment variable or a prompt. Never the command line itself, which
/// every user of the machine can read and the shell remembers.
/// </summary>
internal sealed class SecretOptions
{
    private readonly string _what;
    private readonly bool _prompts;
    private readonly Option<string?> _file;
    private readonly Option<string?> _environment;
    private readonly Option<bool> _prompt;

    /// <param name="name">What the options are named after.</param>
    /// <param name="what">What the secret is, in a few words.</param>
    /// <param name="prompts">Whether a person may be asked; not by what runs unattended.</param>
    public SecretOptions(string name, string what, bool prompts = true)
    {
        _prompts = prompts;
        _what = what;
        _file = new Option<string?>($"--{name}-file") { Description = $"A file whose first line is {what}." };
        _environment = new Option<string?>($"--{name}-env") { Description = $"An environment variable that holds {what}." };
        _prompt = new Option<bool>($"--{name}-prompt") { Description = $"Ask for {what}." };
    }

    public void AddTo(Command command)
    {
        command.Add(_file);
        command.Add(_environment);
        if (_prompts) command.Add(_prompt);
    }

    /// <summary>The secret; <c>null</c> where none of the options is given.</summary>
    /// <exception cref="BadOptionException">Several are.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<string?> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(_file);
        var variable = parsed.GetValue(_environment);
        var prompt = _prompts && parsed.GetValue(_prompt);
        if ((file is null ? 0 : 1) + (variable is null ? 0 : 1) + (prompt ? 1 : 0) > 1) throw new BadOptionException($"{_what} is to be read from several places", "one of them");
        var read = SecretReader.With(null);
        if (file is not null) return await FromFileAsync(file);
        if (variable is not null) return await read(new SecretSource.Environment(variable), cancellationToken);
        if (!prompt) return null;
        if (Console.IsInputRedirected) return (await Console.In.ReadLineAsync(cancellationToken))?.Trim() is { Length: > 0 } line ? line : throw new BadOptionException("standard input is empty", _what);
        return AnsiConsole.Prompt(new TextPrompt<string>($"{char.ToUpperInvariant(_what[0])}{_what[1..]}:").Secret());

        async Task<string> FromFileAsync(string path)
        {
            if (!File.Exists(path)) throw new IOException($"there is no file {path}");
            return await read(new SecretSource.File(Path.GetFullPath(path)), cancellationToken);
        }
    }
}
