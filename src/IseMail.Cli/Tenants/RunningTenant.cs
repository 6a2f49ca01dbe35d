using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IseMail.Domain.Faults;
using IseMail.Tenant.Administration;

namespace IseMail.Cli.Tenants;

/// <summary>A tenant that runs somewhere on this machine, found by its directory.</summary>
internal sealed class RunningTenant : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client;

    private RunningTenant(AdministrationFile file)
    {
        _client = new HttpClient { BaseAddress = file.Address, Timeout = Patience };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", file.Token);
    }

    /// <summary>
    /// The tenant of a directory, or of the deployment in it; left out, the only one under <c>data</c> that answers. What is
    /// in the way is told in one line.
    /// </summary>
    public static async Task<(RunningTenant? Tenant, string? Fault)> FindAsync(string? data, CancellationToken cancellationToken)
    {
        if (data is not null)
        {
            var named = await AtAsync(Path.Combine(data, "tenant"), cancellationToken) ?? await AtAsync(data, cancellationToken);
            return named is not null
                ? (named, null)
                : (null, $"no tenant runs in {data}; start one with 'isemail tenant run' or 'isemail up', or name its directory with --data");
        }
        var found = new List<(string Folder, RunningTenant Tenant)>();
        foreach (var folder in Candidates())
        {
            if (await AtAsync(folder, cancellationToken) is { } tenant) found.Add((folder, tenant));
        }
        if (found.Count == 1) return (found[0].Tenant, null);
        foreach (var (_, tenant) in found) tenant.Dispose();
        return (null, found.Count == 0
            ? "no tenant runs under data; start one with 'isemail tenant run' or 'isemail up', or name its directory with --data"
            : $"several tenants run: {string.Join(", ", found.Select(one => one.Folder))}; name one with --data");
    }

    /// <summary>Runs a cmdlet; the answer is what it prints, or why it was refused.</summary>
    /// <exception cref="HttpRequestException">The tenant does not answer any more.</exception>
    public Task<(JsonNode? Answer, string? Refusal)> RunAsync(string cmdlet, JsonObject arguments, CancellationToken cancellationToken) =>
        AnswerAsync(_client.PostAsJsonAsync($"administration/{cmdlet}", arguments, cancellationToken), cancellationToken);

    /// <summary>Puts a directory's objects in place of the tenant's; JSON as <see cref="DirectoryJson"/> writes it.</summary>
    /// <exception cref="HttpRequestException">The tenant does not answer any more.</exception>
    public async Task<string?> ReplaceAsync(string directory, CancellationToken cancellationToken)
    {
        using var body = new StringContent(directory, Encoding.UTF8, "application/json");
        return (await AnswerAsync(_client.PutAsync(new Uri("administration/directory", UriKind.Relative), body, cancellationToken), cancellationToken)).Refusal;
    }

    /// <summary>The faults that are there.</summary>
    /// <exception cref="HttpRequestException">The tenant does not answer any more.</exception>
    public async Task<(ImmutableArray<ToldFault> Faults, string? Refusal)> FaultsAsync(CancellationToken cancellationToken)
    {
        var (answer, refusal) = await AnswerAsync(_client.GetAsync(new Uri("faults", UriKind.Relative), cancellationToken), cancellationToken);
        return (answer?["faults"]?.Deserialize<ImmutableArray<ToldFault>>(JsonSerializerOptions.Web) ?? [], refusal);
    }

    /// <summary>Adds a fault; returns why not, if it was not added.</summary>
    /// <exception cref="HttpRequestException">The tenant does not answer any more.</exception>
    public async Task<string?> AddAsync(Fault fault, CancellationToken cancellationToken) =>
        (await AnswerAsync(_client.PostAsJsonAsync("faults", FaultText.Write(fault).ToDictionary(one => one.Key, one => one.Value), cancellationToken), cancellationToken)).Refusal;

    /// <summary>Removes a fault; returns why not, if it was not removed.</summary>
    /// <exception cref="HttpRequestException">The tenant does not answer any more.</exception>
    public async Task<string?> RemoveAsync(string fault, CancellationToken cancellationToken) =>
        (await AnswerAsync(_client.DeleteAsync(new Uri("faults/" + Uri.EscapeDataString(fault), UriKind.Relative), cancellationToken), cancellationToken)).Refusal;

    /// <summary>What has arrived, of all kinds or as asked for.</summary>
    /// <exception cref="HttpRequestException">The tenant does not answer any more.</exception>
    public async Task<(ImmutableArray<ToldMail> Mails, string? Refusal)> MailsAsync(string? recipient, string? purpose, string? node, CancellationToken cancellationToken)
    {
        var asked = new[] { ("recipient", recipient), ("purpose", purpose), ("node", node) }.Where(one => one.Item2 is not null).Select(one => $"{one.Item1}={Uri.EscapeDataString(one.Item2!)}");
        var (answer, refusal) = await AnswerAsync(_client.GetAsync(new Uri("mails?" + string.Join('&', asked), UriKind.Relative), cancellationToken), cancellationToken);
        return (answer?["mails"]?.Deserialize<ImmutableArray<ToldMail>>(JsonSerializerOptions.Web) ?? [], refusal);
    }

    /// <summary>The octets of a mail, or why they cannot be had.</summary>
    /// <exception cref="HttpRequestException">The tenant does not answer any more.</exception>
    public async Task<(byte[]? Source, string? Refusal)> MailAsync(long number, CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(new Uri(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"mails/{number}/source"), UriKind.Relative), cancellationToken);
        return response.IsSuccessStatusCode ? (await response.Content.ReadAsByteArrayAsync(cancellationToken), null) : (null, await RefusalAsync(response, cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static async Task<(JsonNode? Answer, string? Refusal)> AnswerAsync(Task<HttpResponseMessage> request, CancellationToken cancellationToken)
    {
        using var response = await request;
        return response.IsSuccessStatusCode
            ? (response.StatusCode == System.Net.HttpStatusCode.NoContent ? null : await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken), null)
            : (null, await RefusalAsync(response, cancellationToken));
    }

    private static async Task<string> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            if ((await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))?["error"]?.GetValue<string>() is { } said) return said;
        }
        catch (JsonException)
        {
            // Somebody else listens there now; the status is all that can be told.
            return $"the answer was {(int)response.StatusCode}, and not a tenant's";
        }
        return $"the tenant answered {(int)response.StatusCode}";
    }

    // `up` keeps a deployment in data/NAME with its tenant inside; `tenant run` keeps a tenant in data/tenant.
    private static IEnumerable<string> Candidates() => !Directory.Exists("data")
        ? []
        : Directory.GetDirectories("data").Order(StringComparer.Ordinal).SelectMany(folder => new[] { folder, Path.Combine(folder, "tenant") });

    // A file left by a tenant that was killed is as good as none.
    private static async Task<RunningTenant?> AtAsync(string folder, CancellationToken cancellationToken)
    {
        if (Read(folder) is not { } file) return null;
        var tenant = new RunningTenant(file);
        try
        {
            using var answer = await tenant._client.GetAsync(new Uri("administration/get-transport-config", UriKind.Relative), cancellationToken);
            if (answer.IsSuccessStatusCode) return tenant;
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            tenant.Dispose();
            return null;
        }
        tenant.Dispose();
        return null;
    }

    private static AdministrationFile? Read(string folder)
    {
        try
        {
            return AdministrationFile.Read(folder);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
