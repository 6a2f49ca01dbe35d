using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IseMail.Cluster.Sending;
using IseMail.Scenarios.Administration;
using IseMail.Tenant.Administration;

namespace IseMail.Cli.Administration;

/// <summary>Talks to the administration of a deployment that runs, with the token that lies in its directory.</summary>
internal sealed class RunningDeployment : IDisposable
{
    private readonly HttpClient _http;

    private RunningDeployment(string directory, AdministrationFile file)
    {
        Directory = directory;
        _http = new HttpClient { BaseAddress = file.Address, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", file.Token);
    }

    /// <summary>The deployment's directory.</summary>
    public string Directory { get; }

    /// <summary>The deployment in <paramref name="directory"/>, or the only one under <c>data</c>.</summary>
    /// <exception cref="IOException">There is none, there are several, or its file cannot be read.</exception>
    public static RunningDeployment Find(string? directory)
    {
        var folder = directory ?? Only();
        return AdministrationFile.Read(folder) is { } file
            ? new RunningDeployment(Path.GetFullPath(folder), file)
            : throw new IOException($"no deployment runs in {folder}: start one with 'isemail up TOPOLOGY --data {folder}'");
    }

    /// <summary>Seals a secret with the deployment's key, so that it never travels in the clear.</summary>
    /// <exception cref="IOException">The key cannot be used.</exception>
    public async Task<byte[]> SealAsync(string secret, CancellationToken cancellationToken)
    {
        var seal = await TextSeal.SharedInAsync(new DirectoryInfo(Path.Combine(Directory, "keys")), cancellationToken);
        return [.. seal.Seal(secret).Bytes];
    }

    /// <summary>Asks for something.</summary>
    /// <exception cref="IOException">Nobody answers.</exception>
    /// <exception cref="RefusedException">It was refused.</exception>
    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>Has something done.</summary>
    /// <exception cref="IOException">Nobody answers.</exception>
    /// <exception cref="RefusedException">It was refused.</exception>
    public async Task<T> PostAsync<T>(string path, object body, CancellationToken cancellationToken)
    {
        using var content = JsonContent.Create(body, body.GetType());
        return await SendAsync<T>(HttpMethod.Post, path, content, cancellationToken);
    }

    /// <summary>Follows what is pushed, until whoever pushes it ends.</summary>
    /// <exception cref="IOException">Nobody answers, or not any more.</exception>
    public async IAsyncEnumerable<T> FollowAsync<T>(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException silent)
        {
            throw new IOException($"nobody answers at {_http.BaseAddress}: the deployment in {Directory} does not run", silent);
        }
        using (answer)
        {
            if (!answer.IsSuccessStatusCode) throw new IOException($"what answers at {_http.BaseAddress} has nothing to follow ({(int)answer.StatusCode})");
            var events = SseParser.Create(await answer.Content.ReadAsStreamAsync(cancellationToken), static (_, data) => JsonSerializer.Deserialize<T>(data, JsonSerializerOptions.Web));
            await foreach (var pushed in events.EnumerateAsync(cancellationToken))
            {
                if (pushed.Data is { } data) yield return data;
            }
        }
    }

    /// <summary>Asks for something as it is written.</summary>
    /// <exception cref="IOException">Nobody answers.</exception>
    /// <exception cref="RefusedException">It was refused.</exception>
    public Task<JsonElement> GetRawAsync(string path, CancellationToken cancellationToken) => SendAsync<JsonElement>(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>Has something done with what is written already.</summary>
    /// <exception cref="IOException">Nobody answers.</exception>
    /// <exception cref="RefusedException">It was refused.</exception>
    public async Task<T> PostRawAsync<T>(string path, byte[] json, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await SendAsync<T>(HttpMethod.Post, path, content, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var answer = await _http.SendAsync(request, cancellationToken);
            if (answer.IsSuccessStatusCode) return await answer.Content.ReadFromJsonAsync<T>(cancellationToken) ?? throw new IOException("the deployment's answer is empty");
            if (answer.StatusCode == System.Net.HttpStatusCode.Unauthorized) throw new IOException($"another program answers at {_http.BaseAddress}: the deployment in {Directory} does not run");
            var refusal = await answer.Content.ReadFromJsonAsync<RefusalDocument>(cancellationToken);
            throw new RefusedException(refusal ?? new RefusalDocument($"refused ({(int)answer.StatusCode})", []), (int)answer.StatusCode);
        }
        catch (HttpRequestException silent)
        {
            throw new IOException($"nobody answers at {_http.BaseAddress}: the deployment in {Directory} does not run", silent);
        }
        catch (JsonException malformed)
        {
            throw new IOException($"what answers at {_http.BaseAddress} is not this program's deployment", malformed);
        }
    }

    private static string Only()
    {
        var found = System.IO.Directory.Exists("data")
            ? System.IO.Directory.GetDirectories("data").Where(one => File.Exists(Path.Combine(one, AdministrationFile.Name))).ToList()
            : [];
        return found switch
        {
            [var only] => only,
            [] => throw new IOException("no deployment runs here: start one with 'isemail up TOPOLOGY', or name its directory with --data"),
            _ => throw new IOException($"several deployments have run here ({string.Join(", ", found)}): name one with --data"),
        };
    }
}

/// <summary>The deployment refused what was asked for, and nothing has changed.</summary>
internal sealed class RefusedException(RefusalDocument refusal, int status) : Exception(refusal.Error)
{
    /// <summary>What was said.</summary>
    public RefusalDocument Refusal { get; } = refusal;

    /// <summary>Whether what was asked for could not be understood, rather than not be done.</summary>
    public bool IsBadInput { get; } = status == 400;
}
