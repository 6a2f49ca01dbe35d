using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using IseMail.EndToEnd.Processes;
using IseMail.Tenant.Administration;

namespace IseMail.EndToEnd.Secrets;

/// <summary>
/// A deployment that is used as fully as one can: mail of every purpose, settings tested, refused, saved, backed up and restored,
/// faults in every stage, a kill, a second start, a scenario. Whatever it printed, wrote or answered is then searched.
/// </summary>
public sealed partial class FullRunTests : IDisposable
{
    private const string Application = "00000000-0000-0000-0000-0000000000c1";
    private const string WrongSecret = "x9z~a-secret-that-is-not-the-one";
    private const string BackupKey = "correct horse battery staple";

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(5));
    private readonly TemporaryDirectory _directory = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly List<(string Place, string Text)> _said = [];
    private readonly SecretSearch _search = new();
    private readonly int _tokenPort = FreePorts.Take(1)[0];

    public void Dispose()
    {
        _client.Dispose();
        _patience.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task No_file_database_report_backup_answer_or_printed_line_holds_a_secret_a_token_or_a_guest_s_password()
    {
        var topology = _directory.Write("full.yaml", $$"""
            name: full
            model: small
            nodes:
              - { name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }
              - { name: ise-2, personas: [pan, mnt, psn] }
            mail: { sender: { budget: unlimited }, retry: { first: 200ms, greatest: 1s } }
            tenant: { limits: none, listen: { tokenPort: {{_tokenPort}} }, proxy: { login: { userName: ise } } }
            guests: { selfRegistration: { type: Daily, approval: { recipients: [lobby@contoso.example] } } }
            workload: { every: 1s }
            """);
        var scenario = _directory.Write("portals.yaml", """
            name: portals
            topology: full.yaml
            within: 120s
            workload:
              - { cause: approvalRequest, count: 2 }
              - { cause: sponsorCreated, count: 3 }
              - { cause: resend, count: 2 }
              - { cause: passwordReset }
              - { cause: portalTestMail }
            """);
        var data = In("data");
        await using (var up = IseMailProcess.Start(_directory.Path, "up", topology, "--data", data))
        {
            await SavedAsync(up, 1);
            await ArrivedAsync(up, 12);
            await UseAsync(data);
            await ArrivedAsync(up, 1);
            Heard("the first run", up);
            await up.KillAsync();
            // As a crash leaves it: with what the databases have not put into their own files yet.
            await SearchAsync();
        }
        await using (var again = IseMailProcess.Start(_directory.Path, "up", topology, "--data", data))
        {
            await ArrivedAsync(again, 1);
            await AskAsync(data);
            await again.InterruptAsync();
            await again.ExitAsync(_patience.Token);
            Heard("the second run", again);
        }
        (await RunAsync("run", scenario, "--json", "--data", In("scenario"))).ShouldBe(0, _said[^1].Text + _said[^2].Text);
        _search.Add("the scenario's client secret", (await File.ReadAllTextAsync(Path.Combine(In("scenario"), "tenant", "client-secret"), _patience.Token)).Trim());
        await SearchAsync();
        _search.Names.Count(name => name.StartsWith("a guest's password", StringComparison.Ordinal)).ShouldBeGreaterThan(5);
        _said.Count.ShouldBeGreaterThan(40);
    }

    /// <summary>Searches what there is up to now.</summary>
    private async Task SearchAsync()
    {
        foreach (var (place, text) in _said) _search.Find(place, Encoding.UTF8.GetBytes(text)).ShouldBeEmpty();
        // What the tenant hands out as a portal of Entra ID would, and what was typed, are where they belong.
        var (files, findings) = await _search.FindAsync(
            _directory.Path,
            name => !Path.GetFileName(name).StartsWith("client-secret", StringComparison.Ordinal) && Path.GetFileName(name) != "proxy-password" && Path.GetFileName(name) != AdministrationFile.Name && Path.GetDirectoryName(name) != "typed",
            _patience.Token);
        findings.ShouldBeEmpty();
        files.ShouldBeGreaterThan(15);
    }

    /// <summary>What an administrator does in the course of months.</summary>
    private async Task UseAsync(string data)
    {
        var own = (await File.ReadAllTextAsync(Path.Combine(data, "tenant", "client-secret"), _patience.Token)).Trim();
        _search.Add("the client secret", own);
        _search.Add("the wrong client secret", WrongSecret);
        _search.Add("the backup's key", BackupKey);
        Type("own", own);
        Type("wrong", WrongSecret);
        Type("key", BackupKey);

        // Shown once, on the terminal of whoever makes it.
        var (code, made, errors) = await IseMailProcess.RunAsync(_directory.Path, _patience.Token, "tenant", "add-application-password", "--app-id", Application, "--json", "--data", data);
        code.ShouldBe(0, errors);
        var next = MadeSecret().Match(made).Groups["secret"].Value;
        _search.Add("the next client secret", next);
        Type("next", next);

        // What is looked into most closely says most.
        foreach (var node in new[] { "ise-1", "ise-2" })
        {
            foreach (var component in new[] { "guestaccess", "guest-access-admin" }) (await RunAsync("settings", "debug-log", node, component, "trace", "--data", data)).ShouldBe(0);
        }
        await ServeGuestsAsync(data);
        (await RunAsync("settings", "test", "--secret-file", Typed("wrong"), "--data", data)).ShouldBe(1);
        (await RunAsync("settings", "save", "--secret-file", Typed("wrong"), "--data", data)).ShouldNotBe(0);
        await FaultedAsync(data, "token-down", "where=token", "status=503");
        await FaultedAsync(data, "token-cut", "where=token", "what=truncate");
        await FaultedAsync(data, "no-json", "where=token", "what=notJson");
        await FaultedAsync(data, "refused", "where=auth", "reply=535 5.7.3 Authentication unsuccessful");
        await FaultedAsync(data, "torn", "where=auth", "what=reset");
        await FaultedAsync(data, "unheard", "where=afterData", "what=disconnect");
        await FaultedAsync(data, "wrong-name", "where=handshake", "wrongCertificate=otherName");

        (await RunAsync("settings", "test", "--secret-file", Typed("next"), "--secret-expires", "2099-01-01", "--data", data)).ShouldBe(0);
        (await RunAsync("settings", "save", "--data", data)).ShouldBe(0);
        (await RunAsync("backup", In("backup"), "--key-file", Typed("key"), "--data", data)).ShouldBe(0);
        (await RunAsync("restore", In("backup"), "--key-file", Typed("wrong"), "--data", data)).ShouldNotBe(0);
        (await RunAsync("restore", In("backup"), "--key-file", Typed("key"), "--data", data)).ShouldBe(0);
        (await RunAsync("diagnose", "--data", data)).ShouldBe(1);
        (await RunAsync(
            "settings", "test", "--email", "ise-mail@contoso.example", "--tenant-id", "00000000-0000-0000-0000-0000000000a0", "--client-id", Application,
            "--secret-file", Typed("own"), "--data", data)).ShouldBe(0);
        (await RunAsync("settings", "save", "--data", data)).ShouldBe(0);
        (await RunAsync("settings", "proxy", "nobody.example:8080", "--data", data)).ShouldBe(0);
        (await RunAsync("settings", "test", "--from", "all", "--data", data)).ShouldBe(1);
        var proxy = Path.Combine(data, "tenant", "proxy-password");
        _search.Add("the proxy user's password", (await File.ReadAllTextAsync(proxy, _patience.Token)).Trim());
        foreach (var password in new[] { Typed("wrong"), proxy })
        {
            (await RunAsync("settings", "proxy", "proxy.contoso.example:8080", "--user-name", "ise", "--password-file", password, "--data", data)).ShouldBe(0);
            (await RunAsync("settings", "test", "--from", "all", "--data", data)).ShouldBe(password == proxy ? 0 : 1);
        }
        (await RunAsync("backup", In("backup-with-proxy"), "--key-file", Typed("key"), "--data", data)).ShouldBe(0);
        (await RunAsync("settings", "proxy", "direct", "--data", data)).ShouldBe(0);
        await AskAsync(data);
    }

    /// <summary>What guests, sponsors and administrators do at the portals and on the pages.</summary>
    private async Task ServeGuestsAsync(string data)
    {
        string[][] commands =
        [
            ["guest", "create", "--sponsor", "sara@contoso.example", "--notify", "--email", "full@visitors.example", "--first-name", "Full", "--last-name", "Run"],
            ["guest", "resend", "frun", "--sponsor", "sara@contoso.example", "--copy-me", "--summary"],
            ["guest", "reset", "frun"],
            ["guest", "suspend", "frun"],
            ["guest", "reinstate", "frun"],
            ["guest", "register", "--email", "self@visitors.example", "--first-name", "Self", "--last-name", "Registered"],
            ["guest", "list"],
            ["guest", "approve", "sregistered"],
            ["guest", "list", "--json"],
            ["portal", "test-mail", "full@visitors.example"],
            ["alarm", "raise", "Process Down", "--details", "The outbox failed."],
            ["alarm", "list"],
            ["parked", "list"],
            ["mailbox", "list"],
        ];
        foreach (var command in commands) (await RunAsync([.. command, "--data", data])).ShouldBe(0, string.Join(' ', command) + _said[^1].Text);
    }

    /// <summary>Everything that commands and addresses answer.</summary>
    private async Task AskAsync(string data)
    {
        foreach (var command in new[] { "get-application", "get-application-password", "get-user", "get-service-principal", "get-mailbox-permission" }) await RunAsync("tenant", command, "--data", data);
        foreach (var log in Directory.GetFiles(Path.Combine(data, "logs"), "guest.log", SearchOption.AllDirectories)) await RunAsync("diagnose", "--log", log, "--data", data);
        await RunAsync("settings", "show", "--data", data);
        await RunAsync("settings", "show", "--json", "--data", data);
        await RunAsync("diagnose", "--json", "--data", data);

        var deployment = AdministrationFile.Read(data)!;
        foreach (var path in new[] { "settings", "diagnosis", "backup", "nowhere" }) await GetAsync(deployment, path);
        using (var broken = new StringContent($$"""{"secret": "{{WrongSecret}}", """, Encoding.UTF8, "application/json")) await PostAsync(deployment, "settings/test", broken);
        using (var plain = JsonContent.Create(new { secret = WrongSecret })) await PostAsync(deployment, "settings/test", plain);
        var tenant = AdministrationFile.Read(Path.Combine(data, "tenant"))!;
        foreach (var path in new[] { "faults", "mails?limit=10000", "counters", "health", "tenant/get-application-password", "tenant/get-user" }) await GetAsync(tenant, path);
        foreach (var mail in (await MailsAsync(data)).Where(mail => mail.Purpose is "guestNotice" or "sponsorNotice"))
        {
            // The one place where a guest's password belongs: the guest's own mail.
            using var answer = await _client.GetAsync(new Uri(tenant.Address, $"mails/{mail.Number}/source"), _patience.Token);
            // Of an earlier run's mail only the envelope is kept.
            if (answer.IsSuccessStatusCode && Password().Match(await answer.Content.ReadAsStringAsync(_patience.Token)) is { Success: true } password) _search.Add($"a guest's password of mail {mail.Number}", password.Groups["password"].Value);
        }
        _search.Add("the key of the deployment's administration", deployment.Token);
        _search.Add("the key of the tenant's administration", tenant.Token);
        _search.Add("a token", await TokenHeadAsync(data));
    }

    /// <summary>What every token of this tenant begins with, until the tenant starts again.</summary>
    private async Task<string> TokenHeadAsync(string data)
    {
        var trusted = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        foreach (var file in Directory.GetFiles(Path.Combine(data, "tenant"), "*ca.pem")) trusted.CustomTrustStore.ImportFromPemFile(file);
        using var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trusted } };
        using var client = new HttpClient(handler);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["client_id"] = Application,
            ["client_secret"] = (await File.ReadAllTextAsync(Path.Combine(data, "tenant", "client-secret"), _patience.Token)).Trim(),
            ["grant_type"] = "client_credentials",
            ["scope"] = "https://outlook.office365.com/.default",
        });
        using var answer = await client.PostAsync(new Uri($"https://localhost:{_tokenPort}/00000000-0000-0000-0000-0000000000a0/oauth2/v2.0/token"), form, _patience.Token);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(_patience.Token));
        return document.RootElement.GetProperty("access_token").GetString()!.Split('.')[0];
    }

    /// <summary>Lets something go wrong for as long as a mail and a test need to meet it.</summary>
    private async Task FaultedAsync(string data, string name, params string[] keys)
    {
        (await RunAsync(["fault", "add", name, .. keys, "--data", data])).ShouldBe(0);
        await RunAsync("settings", "test", "--secret-file", Typed("next"), "--data", data);
        await Patiently.Until(async () => !(await GetAsync(AdministrationFile.Read(Path.Combine(data, "tenant"))!, "faults")).Contains("\"struck\":0", StringComparison.Ordinal), () => $"{name} struck nobody", _patience.Token);
        (await RunAsync("fault", "remove", name, "--data", data)).ShouldBe(0);
    }

    private async Task<int> RunAsync(params string[] arguments)
    {
        var (code, output, errors) = await IseMailProcess.RunAsync(_directory.Path, _patience.Token, arguments);
        var line = $"isemail {string.Join(' ', arguments)}";
        _said.Add((line, output));
        _said.Add((line + " (standard error)", errors));
        return code;
    }

    private async Task<string> GetAsync(AdministrationFile of, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(of.Address, path));
        return await SendAsync(of, request);
    }

    private async Task PostAsync(AdministrationFile of, string path, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(of.Address, path)) { Content = content };
        await SendAsync(of, request);
    }

    private async Task<string> SendAsync(AdministrationFile of, HttpRequestMessage request)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", of.Token);
        using var answer = await _client.SendAsync(request, _patience.Token);
        var text = $"{answer.StatusCode} {answer.Headers} {await answer.Content.ReadAsStringAsync(_patience.Token)}";
        _said.Add(($"{request.Method} {request.RequestUri}", text));
        return text;
    }

    private async Task SavedAsync(IseMailProcess up, int version) => await Patiently.Until(
        async () => AdministrationFile.Read(In("data")) is { } file && (await GetAsync(file, "settings")).Contains($"\"version\":{version}", StringComparison.Ordinal),
        () => up.Output + up.Errors, _patience.Token);

    private async Task ArrivedAsync(IseMailProcess up, int more)
    {
        var before = up.HasExited ? throw new InvalidOperationException(up.Errors) : (int?)null;
        await Patiently.Until(
            async () =>
            {
                if (AdministrationFile.Read(Path.Combine(In("data"), "tenant")) is null) return false;
                var count = (await MailsAsync(In("data"))).Count;
                before ??= count;
                return count >= before + more;
            },
            () => up.Output + up.Errors, _patience.Token);
    }

    private async Task<IReadOnlyList<ArrivedMail>> MailsAsync(string data)
    {
        try
        {
            return (await _client.GetFromJsonAsync<ArrivedMails>(new Uri(AdministrationFile.Read(Path.Combine(data, "tenant"))!.Address, "mails?limit=10000"), JsonSerializerOptions.Web, _patience.Token))!.Mails;
        }
        catch (HttpRequestException)
        {
            // The file is an earlier run's; this one does not listen yet.
            return [];
        }
    }

    private void Heard(string run, IseMailProcess process) => _said.AddRange([($"{run}'s output", process.Output), ($"{run}'s errors", process.Errors)]);

    private string In(string name) => Path.Combine(_directory.Path, name);

    private string Typed(string name) => Path.Combine(_directory.Path, "typed", name);

    private void Type(string name, string secret)
    {
        Directory.CreateDirectory(In("typed"));
        File.WriteAllText(Typed(name), secret + "\n");
    }

    [GeneratedRegex("""secretText"\s*:\s*"(?<secret>[^"]+)""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex MadeSecret();

    [GeneratedRegex(@"Password: (?<password>\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Password();

    private sealed record ArrivedMails(IReadOnlyList<ArrivedMail> Mails);

    private sealed record ArrivedMail(int Number, string Purpose);
}
