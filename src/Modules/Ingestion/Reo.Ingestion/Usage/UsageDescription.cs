using System.ComponentModel;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace Reo.Ingestion.Usage;

/// <summary>
/// What <c>/openapi/v1.json</c> says of the product API. Bodies are read member by member, so the types below only describe them; the
/// examples of answers are the answers.
/// </summary>
internal static class UsageDescription
{
    private static readonly Answer[] _common =
    [
        Answer.AuthenticationFailure,
        Answer.To(Reason.ContentType.Problem()),
        Answer.To(Reason.RequestRate.Problem("", 2_000, 4_000), retryAfterSeconds: 1),
        Answer.QueueFull,
        Answer.StoreUnavailable,
    ];

    private static readonly Answer[] _single =
    [
        Answer.Stored,
        Answer.Held("API KEY GENERATED"),
        Answer.Invalid([Reason.Required.Problem("product_id"), Reason.Milliseconds.Problem("event_at", 1767323045000, 1767323045)]),
        Answer.To(Reason.BodyTooLarge.Problem("", 64 * 1024)),
        Answer.Invalid([Reason.EventTooLarge.Problem("", 32 * 1024)]),
        Answer.To(Reason.ContentEncoding.Problem()),
        .. _common,
    ];

    private static readonly Answer[] _batch =
    [
        Answer.Batch(accepted: 998, duplicates: 1, held: 1, []),
        Answer.Batch(accepted: 1, duplicates: 0, held: 0, [new FailedEvent(1, "193ef456430", "product_id", "required", "product_id is required")]),
        Answer.Invalid([Reason.EventsMissing.Problem("events", "it holds no events")]),
        Answer.To(Reason.BodyTooLarge.Problem("", 4 * 1024 * 1024)),
        Answer.Invalid([Reason.TooManyEvents.Problem("", 1_000)]),
        .. _common,
    ];

    private static readonly Dictionary<string, string> _meaning = new()
    {
        ["200"] = "Stored durably, or stored before",
        ["202"] = "Held: the activity_type is not a configured metric; the event is stored, and counts once it is",
        ["400"] = "The key is unknown, missing or revoked; or what was sent is invalid",
        ["413"] = "Larger than a limit; the message says which",
        ["415"] = "Not this content type, or not this encoding",
        ["429"] = "Over a rate limit; the message says which, and Retry-After when to come back",
        ["503"] = "Nothing was acknowledged: come back after Retry-After",
    };

    public static void DescribeUsage(this IEndpointConventionBuilder route) => route.Describe(
        "PostUsage",
        "Records that the product was used",
        "One event, of a product's cloud (PRODUCT_CLOUD) or of telemetry (TELEMETRY, SAAS_PRODUCT). An event_id seen before is a success, stored once.",
        typeof(Acceptance),
        _single,
        ("application/json", typeof(UsageRequest), ProductSample));

    public static void DescribeAggregatedUsage(this IEndpointConventionBuilder route) => route.Describe(
        "PostAggregatedUsage",
        "Records many uses at once, by domain or by user",
        "Counts as so many uses as count says. An event_id seen before is a success and counts once.",
        typeof(Acceptance),
        [.. _single, Answer.Invalid([Reason.InvalidMode.Problem("mode", "'TEAM' is not", "DOMAIN or USER")])],
        ("application/json", typeof(AggregatedRequest), AggregatedSample));

    public static void DescribeUsageBatch(this IEndpointConventionBuilder route) => route.Describe(
        "PostUsageBatch",
        "Records up to 1,000 events",
        "Events as on the two other routes, each with or without its payload wrapper; one with mode or count is an aggregate. Valid events are "
            + "stored, the others are listed in failed with their index from 0. The body may be compressed: Content-Encoding gzip or br.",
        typeof(BatchOutcome),
        _batch,
        ("application/json", typeof(BatchRequest), BatchSample),
        ("application/x-ndjson", typeof(string), null));

    private const string ProductSample =
        """
        {
          "payload": {
            "activity_type": "LOGIN_ACTIVITY",
            "source": "PRODUCT_CLOUD",
            "environment": "PRODUCTION",
            "user_id": "https://www.linkedin.com/in/userid",
            "user_id_type": "LINKEDIN",
            "ip_addr": "156.59.87.83",
            "event_id": 1231231232,
            "event_at": 639303296,
            "product_id": "reoWebApp",
            "user_agent": "Mozilla/5.0 (Macintosh, Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
            "meta": { "property1": "value1", "property2": "value2" }
          }
        }
        """;

    private const string AggregatedSample =
        """
        {
          "payload": {
            "mode": "DOMAIN",
            "activity_type": "LOGIN_ACTIVITY",
            "source": "PRODUCT_CLOUD",
            "domain": "example.com",
            "count": 1250,
            "event_at": 639303296,
            "product_id": "reoWebApp"
          }
        }
        """;

    private const string BatchSample =
        """
        {
          "events": [
            {
              "activity_type": "LOGIN_ACTIVITY",
              "source": "PRODUCT_CLOUD",
              "user_id": "michaelbevan",
              "user_id_type": "GITHUB",
              "event_id": "193ef456430",
              "event_at": 639303296,
              "product_id": "reoWebApp"
            }
          ]
        }
        """;

    private static void Describe(
        this IEndpointConventionBuilder route,
        string name,
        string summary,
        string description,
        Type success,
        Answer[] answers,
        params (string MediaType, Type Body, string? Example)[] bodies)
    {
        route.WithName(name).WithTags("Product API").WithSummary(summary).WithDescription(description);
        // Only what has a method is described at all; Accepts would have routing refuse other content types without our envelope.
        route.WithMetadata(new Func<HttpContext, Task>(_ => Task.CompletedTask).Method);
        foreach (var status in answers.Select(answer => answer.Status).Distinct())
            route.WithMetadata(new ProducesResponseTypeMetadata(status, status < 300 ? success : typeof(Refusal), ["application/json"]));

        route.AddOpenApiOperationTransformer(async (operation, context, cancellation) =>
        {
            var content = new Dictionary<string, OpenApiMediaType>();
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = content };
            foreach (var (mediaType, body, example) in bodies)
            {
                content[mediaType] = new OpenApiMediaType
                {
                    Schema = await context.GetOrCreateSchemaAsync(body, null, cancellation),
                    Example = example is null ? null : JsonNode.Parse(example),
                };
            }

            foreach (var (status, response) in operation.Responses!)
                Describe(response, status, answers.Where(answer => $"{answer.Status}" == status));
        });
    }

    private static void Describe(IOpenApiResponse response, string status, IEnumerable<Answer> answers)
    {
        response.Description = _meaning[status];
        if (status is "429" or "503" && response is OpenApiResponse changeable)
        {
            changeable.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["Retry-After"] = new OpenApiHeader { Description = "Seconds", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } },
            };
        }

        response.Content!["application/json"].Examples = answers
            .Select(answer => JsonNode.Parse(answer.Body.Span)!)
            .ToDictionary(body => body["response"]!.GetValue<string>(), IOpenApiExample (body) => new OpenApiExample { Value = body });
    }

    internal sealed record UsageRequest(UsageMembers Payload);

    internal sealed record AggregatedRequest(UsageMembers Payload);

    internal sealed record BatchRequest(IReadOnlyList<UsageMembers> Events);

    internal sealed record UsageMembers
    {
        [Description("The key of a configured metric, matched exactly; or CALL HOME")]
        public required string ActivityType { get; init; }

        [Description("PRODUCT_CLOUD, TELEMETRY or SAAS_PRODUCT")]
        public required string Source { get; init; }

        [Description("Where the product runs, for example PRODUCTION")]
        public string? Environment { get; init; }

        [Description("EMAIL, SOCIAL, LINKEDIN, GITHUB or USERNAME. Required of PRODUCT_CLOUD, and with user_id")]
        public string? UserIdType { get; init; }

        [Description("E-mail address, profile URL or handle; it must fit user_id_type. Required of PRODUCT_CLOUD")]
        public string? UserId { get; init; }

        [Description("IPv4 or IPv6. Required of TELEMETRY and SAAS_PRODUCT")]
        public string? IpAddr { get; init; }

        [Description("The host name that telemetry comes from, for example example.com")]
        public string? Domain { get; init; }

        [Description("String or whole number. Events of one product with one event_id are stored once; without it nothing is deduplicated. Required of TELEMETRY and SAAS_PRODUCT")]
        public object? EventId { get; init; }

        [Description("When it happened: UNIX epoch in seconds, of any age")]
        public required long EventAt { get; init; }

        public required string ProductId { get; init; }

        public string? UserAgent { get; init; }

        [Description("Any other members, kept as they are")]
        public Dictionary<string, object>? Meta { get; init; }

        [Description("Of an aggregate: DOMAIN (of PRODUCT_CLOUD with domain, else with domain or ip_addr) or USER (of PRODUCT_CLOUD only, with user_id)")]
        public string? Mode { get; init; }

        [Description("Of an aggregate: how many uses, 1 to 1000000000")]
        public long? Count { get; init; }
    }
}
