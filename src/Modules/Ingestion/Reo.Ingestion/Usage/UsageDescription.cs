using System.ComponentModel;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Reo.Ingestion.Usage;

/// <summary>What <c>/openapi/v1.json</c> says of the usage endpoint. The body is read member by member, so these types describe it only.</summary>
internal static class UsageDescription
{
    private const string Sample =
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

    public static void WithUsageDescription(this RouteHandlerBuilder route) => route
        .WithName("PostUsage")
        .WithTags("Product API")
        .WithSummary("Records that a developer used the product")
        .WithDescription(
            "2xx means stored durably; an event_id seen before is a success and stored once. 503 says when to try again (Retry-After).")
        .Accepts<UsageRequest>("application/json")
        .Produces<Acceptance>(StatusCodes.Status200OK)
        .Produces<Acceptance>(StatusCodes.Status202Accepted)
        .Produces<Refusal>(StatusCodes.Status400BadRequest)
        .Produces<Refusal>(StatusCodes.Status413PayloadTooLarge)
        .Produces<Refusal>(StatusCodes.Status415UnsupportedMediaType)
        .Produces<Refusal>(StatusCodes.Status503ServiceUnavailable)
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Responses!["200"].Description = "Stored, or stored before";
            operation.Responses["202"].Description = "Held: the activity_type is not a configured metric; the event counts once it is";
            operation.Responses["400"].Description = "The key is unknown, missing or revoked; or the payload is invalid";
            operation.RequestBody!.Content!["application/json"].Example = JsonNode.Parse(Sample);
            return Task.CompletedTask;
        });

    internal sealed record UsageRequest(UsagePayloadMembers Payload);

    internal sealed record UsagePayloadMembers
    {
        [Description("The key of a configured metric, matched exactly; or CALL HOME")]
        public required string ActivityType { get; init; }

        [Description("PRODUCT_CLOUD")]
        public required string Source { get; init; }

        [Description("Where the product runs, for example PRODUCTION")]
        public string? Environment { get; init; }

        [Description("EMAIL, SOCIAL, LINKEDIN, GITHUB or USERNAME")]
        public required string UserIdType { get; init; }

        [Description("E-mail address, profile URL or handle; it must fit user_id_type")]
        public required string UserId { get; init; }

        [Description("IPv4 or IPv6")]
        public string? IpAddr { get; init; }

        [Description("String or whole number. Events of one product with one event_id are stored once; without it nothing is deduplicated")]
        public object? EventId { get; init; }

        [Description("When it happened: UNIX epoch in seconds, of any age")]
        public required long EventAt { get; init; }

        public required string ProductId { get; init; }

        public string? UserAgent { get; init; }

        [Description("Any other members, kept as they are")]
        public Dictionary<string, object>? Meta { get; init; }
    }
}
