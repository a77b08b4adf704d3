using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Reo.Client.Pending;
using Reo.Client.Wire;

namespace Reo.Client.Sending;

/// <summary>What an attempt to send a batch came to.</summary>
internal abstract record Verdict
{
    /// <summary>The server says what became of each event.</summary>
    public sealed record Judged(BatchAnswer Answer) : Verdict;

    /// <summary>Nothing was acknowledged. <paramref name="IsOurMistake"/>: nobody but a person will change that.</summary>
    public sealed record Later(string Why, TimeSpan? RetryAfter = null, bool IsOurMistake = false) : Verdict;

    /// <summary>The server refuses the batch as a whole: the half of it may do.</summary>
    public sealed record TooMuch(string Why) : Verdict;
}

/// <summary>One request with one batch.</summary>
internal sealed class Post : IDisposable
{
    private const string Path = "/api/product/usage/batch";
    private const int LargestAnswer = 8 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly string _key;
    private readonly TimeProvider _clock;
    private readonly ReoMeter _meter;

    public Post(ReoOptions options, TimeProvider clock, ReoMeter meter)
    {
        _address = new Uri(options.Endpoint!.AbsoluteUri.TrimEnd('/') + Path);
        _key = options.ApiKey!;
        _clock = clock;
        _meter = meter;
        _http = new HttpClient(options.HttpHandler?.Invoke() ?? Handler()) { Timeout = options.RequestTimeout, MaxResponseContentBufferSize = LargestAnswer };
    }

    public async Task<Verdict> SendAsync(Batch batch, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = Compressed(batch) };
            request.Headers.TryAddWithoutValidation("X-API-KEY", _key);
            using var answer = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
            _meter.Requested((int)answer.StatusCode);
#if NET
            var body = await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
#else
            var body = await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
#endif
            return Judge(answer, body, batch.Lines.Count);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            _meter.Requested(0);
            return new Verdict.Later($"{_address.Authority} did not answer in time");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            _meter.Requested(0);
            return new Verdict.Later($"{_address.Authority} cannot be reached ({e.InnerException?.Message ?? e.Message})");
        }
    }

    public void Dispose() => _http.Dispose();

    private Verdict Judge(HttpResponseMessage answer, byte[] body, int count)
    {
        var status = (int)answer.StatusCode;
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            return BatchAnswer.Read(body, count) is { } judged
                ? new Verdict.Judged(judged)
                : new Verdict.Later($"what answers at {_address.Authority} is no Reo server", IsOurMistake: true);
        }

        var isRefusal = BatchAnswer.IsRefusal(body, out var why);
        if (status == 413 || (status == 400 && isRefusal && why != "Authentication Failure"))
            return new Verdict.TooMuch($"{status} {why}");

        var isTheirs = status is 408 or 425 or 429 or >= 500;
        return new Verdict.Later($"the answer is {status} {why}", RetryAfter(answer), IsOurMistake: !isTheirs);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _clock.GetUtcNow(),
        _ => null,
    };

    private static ByteArrayContent Compressed(Batch batch)
    {
        using var body = new MemoryStream();
        using (var gzip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var line in batch.Lines)
                gzip.Write(line, 0, line.Length);
        }

        return new ByteArrayContent(body.ToArray())
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson"), ContentEncoding = { "gzip" } },
        };
    }

    /// <summary>A server that moves is found again; a redirect would turn the request into another one.</summary>
#if NET
    private static SocketsHttpHandler Handler() => new() { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
#else
    private static HttpClientHandler Handler() => new() { AllowAutoRedirect = false };
#endif
}
