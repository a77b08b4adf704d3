using System.Text.Json.Nodes;

namespace Reo.Host.Tests;

/// <summary>Bodies of the product route. Each starts as the vendor's sample.</summary>
internal static class Usage
{
    public static readonly string VendorSample =
        "{\n    \"payload\": {\n\t\"activity_type\": \"LOGIN_ACTIVITY\",\n\t\"source\": \"PRODUCT_CLOUD\",        \n\t\"environment\": \"PRODUCTION\",\n"
        + "        \"user_id\": \"https://www.linkedin.com/in/userid\",\n        \"user_id_type\":\"LINKEDIN\",\n        \"ip_addr\": \"156.59.87.83\",\n"
        + "        \"event_id\": 1231231232,  \n        \"event_at\": 639303296,  \n        \"product_id\": \"reoWebApp\",\n"
        + "        \"user_agent\": \"Mozilla/5.0 (Macintosh, Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36\",\n"
        + "        \"meta\": {\"property1\":\"value1\",\"property2\":\"value2\"}\n    }\n}";

    public static string With(params (string Member, JsonNode? Value)[] members)
    {
        var body = JsonNode.Parse(VendorSample)!;
        foreach (var (member, value) in members)
            body["payload"]![member] = value;
        return body.ToJsonString();
    }

    public static string By(string githubName, long eventAt, string? eventId = null, string activityType = "LOGIN_ACTIVITY") => With(
        ("user_id", githubName), ("user_id_type", "GITHUB"), ("event_at", eventAt), ("event_id", eventId), ("activity_type", activityType));
}
