using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using IseMail.EndToEnd.Processes;

namespace IseMail.EndToEnd.Operations;

/// <summary>Takes what is exported over OTLP with HTTP, and keeps it as it came.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, string Body)> _received = new();
    private readonly Task _listening;

    public OtlpCollector()
    {
        Address = new Uri($"http://127.0.0.1:{FreePorts.Take(1)[0]}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _listening = ListenAsync();
    }

    public Uri Address { get; }

    /// <summary>All that came to <paramref name="path"/>: texts stand in protobuf as they are.</summary>
    public string Received(string path) => string.Concat(_received.Where(one => one.Path == path).Select(one => one.Body));

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _listening;
        ((IDisposable)_listener).Dispose();
    }

    private async Task ListenAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            var body = context.Request.Headers["Content-Encoding"] == "gzip" ? new GZipStream(context.Request.InputStream, CompressionMode.Decompress) : context.Request.InputStream;
            using var reader = new StreamReader(body, Encoding.Latin1);
            _received.Enqueue((context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync()));
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }
}
