using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reo.Tool.Server;
using Spectre.Console;

namespace Reo.Tool;

/// <summary><c>reo send</c></summary>
internal static class SendUsage
{
    private static readonly JsonSerializerOptions _readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Argument<string> _activityType = new("activity-type") { Description = "The key of a metric, exactly" };
    private static readonly Option<string> _product = new("--product-id") { Description = "The product", HelpName = "id", DefaultValueFactory = _ => "reo-tool" };
    private static readonly Option<string> _userIdType = new("--user-id-type") { Description = "EMAIL, SOCIAL, LINKEDIN, GITHUB or USERNAME", HelpName = "type" };
    private static readonly Option<string[]> _meta = new("--meta") { Description = "A member of meta; as often as needed", HelpName = "name=value" };
    private static readonly Option<long?> _at = new("--event-at") { Description = "UNIX epoch in seconds [default: now]", HelpName = "seconds" };

    /// <summary>What goes into the payload as it is.</summary>
    private static readonly (string Member, Option<string?> Option)[] _texts =
    [
        ("source", new("--source") { Description = "PRODUCT_CLOUD, TELEMETRY or SAAS_PRODUCT", HelpName = "source", DefaultValueFactory = _ => "PRODUCT_CLOUD" }),
        ("environment", new("--environment") { Description = "Where the product runs", HelpName = "name" }),
        ("user_id", new("--user-id") { Description = "E-mail address, profile URL or handle", HelpName = "id" }),
        ("ip_addr", new("--ip-addr") { Description = "IPv4 or IPv6", HelpName = "address" }),
        ("domain", new("--domain") { Description = "Of telemetry: the host it comes from", HelpName = "name" }),
        ("event_id", new("--event-id") { Description = "One id is stored once [default: a new one]", HelpName = "id" }),
        ("user_agent", new("--user-agent") { Description = "The user's program", HelpName = "text" }),
    ];

    public static Command Command()
    {
        var send = new Command("send", "Posts one event with an API key, and shows the answer; exit code 1 when it was refused")
        {
            _activityType, _product, _userIdType, _at, _meta, Login.ServerOption,
        };
        foreach (var (_, option) in _texts)
            send.Add(option);
        send.SetWork(RunAsync);
        return send;
    }

    private static async Task<int> RunAsync(ParseResult parse, IAnsiConsole console, CancellationToken cancellation)
    {
        using var server = new ReoServer(Login.Find(parse, needsApiKey: true));
        var (status, body) = await server.PostUsageAsync(new JsonObject { ["payload"] = Payload(parse) }.ToJsonString(), cancellation);
        console.WriteLine($"{(int)status} {status}");
        console.WriteLine(Readable(body));
        return status is HttpStatusCode.OK or HttpStatusCode.Accepted ? Say.Done : Say.No;
    }

    private static JsonObject Payload(ParseResult parse)
    {
        var payload = new JsonObject { ["activity_type"] = parse.GetRequiredValue(_activityType), ["product_id"] = parse.GetValue(_product) };
        foreach (var (member, option) in _texts)
        {
            if (parse.GetValue(option) is { } text)
                payload[member] = text;
        }

        payload["event_id"] ??= Guid.CreateVersion7().ToString("n");
        if (parse.GetValue(_userIdType) is { } type)
            payload["user_id_type"] = type.ToUpperInvariant();
        payload["event_at"] = parse.GetValue(_at) ?? TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        if (parse.GetValue(_meta) is { Length: > 0 } meta)
            payload["meta"] = Meta(meta);
        return payload;
    }

    private static JsonObject Meta(string[] members)
    {
        var meta = new JsonObject();
        foreach (var member in members)
        {
            if (member.Split('=', 2) is not [{ Length: > 0 } name, var value])
                throw new CannotException(string.Create(CultureInfo.InvariantCulture, $"--meta {member} is not name=value."));
            meta[name] = value;
        }

        return meta;
    }

    private static string Readable(string body)
    {
        try
        {
            return JsonNode.Parse(body)?.ToJsonString(_readable) ?? body;
        }
        catch (JsonException)
        {
            return body;
        }
    }
}
