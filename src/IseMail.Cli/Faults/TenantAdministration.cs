using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using IseMail.Domain.Faults;
using IseMail.Tenant.Administration;

namespace IseMail.Cli.Faults;

/// <summary>A fault as a running tenant tells of it.</summary>
internal sealed record ToldFault(Dictionary<string, string> Fault, string Line, DateTimeOffset AddedAt, DateTimeOffset? Ends, long Met, long Struck);

/// <summary>Talks to a running tenant as its administrator, with the key in its directory.</summary>
internal sealed class TenantAdministration : IDisposable
{
    private readonly HttpClient _http;

    private TenantAdministration(AdministrationFile file)
    {
        _http = new HttpClient { BaseAddress = file.Address, Timeout = TimeSpan.FromSeconds(10) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", file.Token);
    }

    /// <summary>The tenant whose files lie in <c>tenant</c> below <paramref name="directory"/>, or in it.</summary>
    /// <exception cref="IOException">No tenant runs there, or its file cannot be read.</exception>
    public static TenantAdministration In(string directory) =>
        AdministrationFile.Read(Path.Combine(directory, "tenant")) is { } within ? new TenantAdministration(within)
        : AdministrationFile.Read(directory) is { } file ? new TenantAdministration(file)
        : throw new IOException($"no tenant runs in {directory}; the --data of a tenant or a deployment that runs");

    /// <exception cref="IOException">Nobody answers.</exception>
    public async Task<IReadOnlyList<ToldFault>> FaultsAsync(CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/faults", null, cancellationToken);
        if (!answer.IsSuccessStatusCode) throw new IOException(await ErrorAsync(answer, cancellationToken));
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return document.RootElement.GetProperty("faults").Deserialize<List<ToldFault>>(JsonSerializerOptions.Web)!;
    }

    /// <returns>Why it was not added; <c>null</c>: it was.</returns>
    /// <exception cref="IOException">Nobody answers.</exception>
    public async Task<string?> AddAsync(Fault fault, CancellationToken cancellationToken)
    {
        using var body = JsonContent.Create(FaultText.Write(fault).ToDictionary(one => one.Key, one => one.Value));
        using var answer = await SendAsync(HttpMethod.Post, "/faults", body, cancellationToken);
        return answer.IsSuccessStatusCode ? null : await ErrorAsync(answer, cancellationToken);
    }

    /// <returns>Why it was not removed; <c>null</c>: it was.</returns>
    /// <exception cref="IOException">Nobody answers.</exception>
    public async Task<string?> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Delete, "/faults/" + Uri.EscapeDataString(name), null, cancellationToken);
        return answer.IsSuccessStatusCode ? null : await ErrorAsync(answer, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body };
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"no tenant answers at {_http.BaseAddress}: {fault.Message.TrimEnd('.')}; start it, or name the --data of one that runs", fault);
        }
    }

    private static async Task<string> ErrorAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.TryGetProperty("error", out var error) && error.GetString() is { } said) return said;
        }
        catch (JsonException)
        {
            // Somebody else listens there now; the status is all that can be told.
            return $"the answer was {(int)answer.StatusCode}, and not a tenant's";
        }
        return $"the answer was {(int)answer.StatusCode}";
    }
}
