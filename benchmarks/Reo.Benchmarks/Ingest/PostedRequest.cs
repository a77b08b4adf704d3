using System.Buffers.Text;
using System.Text;

namespace Reo.Benchmarks.Ingest;

/// <summary>
/// A request as bytes, written once; each sending only puts new digits in place of the old. One event in the vendor's form, or a batch of
/// a thousand over 400 developers; each event with an event_id of its own.
/// </summary>
internal sealed class PostedRequest
{
    public const string Single = "single";
    public const string Batch = "batch";

    /// <summary>A batch whose developers have e-mail addresses of a thousand companies, and whose events are of a week.</summary>
    public const string SpreadBatch = "spread";
    public const int EventsPerBatch = 1_000;

    private const int DevelopersPerBatch = 400;
    private const int Developers = 10_000;
    private const string EventId = "EVENTID-EVENTID-EVENTID-";
    private const string UserId = "USERNR";
    private const string Company = "COMPNY";
    private const string EventAt = "1111111111";
    private const long FirstSecond = 1_767_225_600;
    private const int Week = 7 * 86_400;

    private readonly byte[] _bytes;
    private readonly int[] _eventIds;
    private readonly int[] _userIds;
    private readonly int[] _companies;
    private readonly int[] _times;
    private readonly long _run;

    /// <param name="kind"><see cref="Single"/>, <see cref="Batch"/> or <see cref="SpreadBatch"/>.</param>
    /// <param name="key">The API key.</param>
    /// <param name="run">No two requests of one run number may be sent at once, and no two runs may share one.</param>
    public PostedRequest(string kind, string key, long run)
    {
        var body = kind == Single ? $$"""{"payload":{{Event}}}""" : Events(kind == Batch ? Event : SpreadEvent);
        var path = kind == Single ? "/api/product/usage" : "/api/product/usage/batch";
        _bytes = Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-KEY: {key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        _eventIds = Places(EventId);
        _userIds = Places(UserId);
        _companies = Places(Company);
        _times = Places(EventAt);
        _run = run;
    }

    public int EventCount => _eventIds.Length;

    /// <summary>The request with ids that were not sent before.</summary>
    public ReadOnlyMemory<byte> Next(long number)
    {
        for (var i = 0; i < _eventIds.Length; i++)
        {
            var user = _eventIds.Length == 1 ? (number * 7919 + _run) % Developers : (number % 25 * DevelopersPerBatch) + (i % DevelopersPerBatch);
            Write(_run, _eventIds[i], 8);
            Write((number * _eventIds.Length) + i, _eventIds[i] + 8, EventId.Length - 8);
            Write(user, _userIds[i], UserId.Length);
            if (_times.Length == 0)
                continue;

            Write(user % 1_000, _companies[i], Company.Length);
            Write(FirstSecond + (((number * _eventIds.Length) + i) * 7_919 % Week), _times[i], EventAt.Length);
        }

        return _bytes;
    }

    private void Write(long number, int at, int digits)
    {
        var place = _bytes.AsSpan(at, digits);
        place.Fill((byte)'0');
        Span<byte> text = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, text, out var length);
        text[..length].CopyTo(place[^length..]);
    }

    private int[] Places(string mark)
    {
        var places = new List<int>();
        for (var at = _bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(mark)); at >= 0;)
        {
            places.Add(at);
            var next = _bytes.AsSpan(at + mark.Length).IndexOf(Encoding.ASCII.GetBytes(mark));
            at = next < 0 ? -1 : at + mark.Length + next;
        }

        return [.. places];
    }

    private static string Events(string one) => $$"""{"events":[{{string.Join(',', Enumerable.Repeat(one, EventsPerBatch))}}]}""";

    private const string Event =
        $$$"""
        {"activity_type":"LOGIN_ACTIVITY","source":"PRODUCT_CLOUD","environment":"PRODUCTION","user_id":"https://www.linkedin.com/in/user-{{{UserId}}}","user_id_type":"LINKEDIN","ip_addr":"156.59.87.83","event_id":"{{{EventId}}}","event_at":639303296,"product_id":"reoWebApp","user_agent":"Mozilla/5.0 (Macintosh, Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36","meta":{"property1":"value1","property2":"value2"}}
        """;

    private const string SpreadEvent =
        $$$"""
        {"activity_type":"LOGIN_ACTIVITY","source":"PRODUCT_CLOUD","environment":"PRODUCTION","user_id":"user-{{{UserId}}}@company-{{{Company}}}.example","user_id_type":"EMAIL","ip_addr":"156.59.87.83","event_id":"{{{EventId}}}","event_at":{{{EventAt}}},"product_id":"reoWebApp","user_agent":"Mozilla/5.0 (Macintosh, Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36","meta":{"property1":"value1","property2":"value2"}}
        """;
}
