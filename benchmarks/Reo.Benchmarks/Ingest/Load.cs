using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Reo.Benchmarks.Ingest;

/// <summary>What a load process measured.</summary>
/// <param name="Rate">Events per second that were answered 200.</param>
/// <param name="P50">Milliseconds of a request.</param>
/// <param name="P99">Milliseconds of a request; with a given rate, from when it was due.</param>
/// <param name="Failures">Requests with any other answer.</param>
internal sealed record LoadResult(double Rate, double P50, double P99, long Failures);

/// <summary>Sends requests from a process of its own: HTTP/1.1 over bare sockets, so that little of the machine goes into it.</summary>
internal static class Load
{
    public const string Program = "ingest-load";

    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(2);

    public static async Task<LoadResult> RunAsync(
        int port, string kind, string key, int connections, TimeSpan time, double requestsPerSecond = 0, CancellationToken cancellation = default)
    {
        using var process = ChildProcess.Start(
            Program,
            $"{port}",
            kind,
            key,
            $"{connections}",
            time.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            requestsPerSecond.ToString(CultureInfo.InvariantCulture));
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        var figures = output.Split(' ', StringSplitOptions.TrimEntries);
        return process.ExitCode == 0 && figures is [var rate, var p50, var p99, var failures]
            ? new LoadResult(Parse(rate), Parse(p50), Parse(p99), (long)Parse(failures))
            : throw new InvalidOperationException($"The load process ended with {process.ExitCode}: {output}");
    }

    /// <summary>In the process of its own.</summary>
    public static async Task RunAsync(string[] arguments)
    {
        var (port, kind, key) = (int.Parse(arguments[0], CultureInfo.InvariantCulture), arguments[1], arguments[2]);
        var connections = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        var (seconds, requestsPerSecond) = (Parse(arguments[4]), Parse(arguments[5]));

        var run = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 100 % 1_000_000 * 100;
        var begin = Stopwatch.GetTimestamp() + Ticks(_warmUp.TotalSeconds);
        var end = begin + Ticks(seconds);
        var interval = requestsPerSecond == 0 ? 0 : Ticks(connections / requestsPerSecond);
        var clients = await Task.WhenAll(Enumerable.Range(0, connections).Select(i => Task.Run(async () =>
        {
            using var client = new Client(new PostedRequest(kind, key, run + i), begin, end, interval, interval * i / connections);
            await client.RunAsync(port);
            return client;
        })));

        var latencies = clients.SelectMany(client => client.Latencies).Order().ToArray();
        var succeeded = latencies.Length - clients.Sum(client => client.Failures);
        Console.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{succeeded * clients[0].EventCount / seconds} {Percentile(latencies, 50)} {Percentile(latencies, 99)} {clients.Sum(client => client.Failures)}"));
    }

    private static double Percentile(long[] ticks, int percent) =>
        ticks.Length == 0 ? 0 : ticks[Math.Min(ticks.Length - 1, ticks.Length * percent / 100)] * 1000d / Stopwatch.Frequency;

    private static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);

    private static double Parse(string number) => double.Parse(number, CultureInfo.InvariantCulture);

    private sealed class Client(PostedRequest request, long begin, long end, long interval, long offset) : IDisposable
    {
        private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] _answer = new byte[64 * 1024];

        public List<long> Latencies { get; } = new(100_000);

        public long Failures { get; private set; }

        public int EventCount => request.EventCount;

        public async Task RunAsync(int port)
        {
            await _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            var due = Stopwatch.GetTimestamp() + offset;
            for (long number = 0; ; number++)
            {
                var bytes = request.Next(number);
                if (interval > 0)
                {
                    due += interval;
                    if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } wait)
                        await Task.Delay(wait);
                }

                var began = interval > 0 ? due : Stopwatch.GetTimestamp();
                await _socket.SendAsync(bytes);
                var isSuccess = await AnswerAsync();
                var now = Stopwatch.GetTimestamp();
                if (now > end)
                    return;
                if (now < begin)
                    continue;

                Latencies.Add(now - began);
                if (!isSuccess)
                    Failures++;
            }
        }

        public void Dispose() => _socket.Dispose();

        private async ValueTask<bool> AnswerAsync()
        {
            var length = 0;
            while (true)
            {
                var received = await _socket.ReceiveAsync(_answer.AsMemory(length));
                if (received == 0)
                    throw new IOException("The server closed the connection.");

                length += received;
                if (LengthOf(_answer.AsSpan(0, length)) is { } whole && length >= whole)
                    return _answer.AsSpan(9, 3).SequenceEqual("200"u8);
            }
        }

        private static int? LengthOf(ReadOnlySpan<byte> answer)
        {
            var headers = answer.IndexOf("\r\n\r\n"u8);
            if (headers < 0)
                return null;

            var name = "Content-Length: "u8;
            var value = answer[(answer.IndexOf(name) + name.Length)..];
            return headers + 4 + int.Parse(value[..value.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
        }
    }
}
