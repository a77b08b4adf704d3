using System.Text;
using System.Text.Json.Nodes;
using Reo.Ingestion.Contracts;
using Reo.Ingestion.Usage;

namespace Reo.Ingestion.Tests.Usage;

public sealed class a_telemetry_payload
{
    private const string Body =
        """
        {"activity_type":"LOGIN_ACTIVITY","source":"TELEMETRY","environment":"production","user_id_type":"","user_id":"","ip_addr":"203.0.113.7",
        "event_id":"193ef456430","event_at":639303296,"product_id":"reoWebApp","user_agent":"cli/1","meta":{}}
        """;

    [Theory]
    [InlineData("TELEMETRY")]
    [InlineData("SAAS_PRODUCT")]
    public void needs_no_user(string source)
    {
        var usage = UsageOf(payload => payload["source"] = source);

        usage.Source.ShouldBe(source);
        usage.UserId.ShouldBeNull();
        usage.UserIdType.ShouldBeNull();
        usage.Unknown.ShouldBeNull();
        UsageStreams.Of("acme", usage).ShouldBe("acme/ip/203.0.113.7");
    }

    [Fact]
    public void belongs_to_its_domain_when_it_names_one() =>
        UsageStreams.Of("acme", UsageOf(payload => payload["domain"] = "Example.COM.")).ShouldBe("acme/domain/example.com");

    [Fact]
    public void belongs_to_its_user_when_it_names_one() =>
        UsageStreams.Of("acme", UsageOf(payload =>
        {
            payload["user_id"] = "https://github.com/MichaelBevan/";
            payload["user_id_type"] = "GITHUB";
            payload["domain"] = "example.com";
        })).ShouldBe("acme/developer/github/michaelbevan");

    [Theory]
    [InlineData("ip_addr")]
    [InlineData("event_id")]
    [InlineData("activity_type")]
    [InlineData("event_at")]
    [InlineData("product_id")]
    public void needs(string field)
    {
        ProblemsOf(payload => payload.Remove(field)).ShouldHaveSingleItem().ShouldBe(Reason.Required.Problem(field));
        ProblemsOf(payload => payload[field] = "").ShouldHaveSingleItem().ShouldBe(Reason.Required.Problem(field));
    }

    [Fact]
    public void needs_the_type_of_a_user_that_it_names() =>
        ProblemsOf(payload => payload["user_id"] = "michaelbevan").ShouldHaveSingleItem().ShouldBe(Reason.Required.Problem("user_id_type"));

    [Fact]
    public void may_name_a_type_without_a_user() =>
        UsageOf(payload => payload["user_id_type"] = "EMAIL").UserIdType.ShouldBeNull();

    [Fact]
    public void is_refused_when_its_domain_is_none() =>
        ProblemsOf(payload => payload["domain"] = "203.0.113.7").ShouldHaveSingleItem().Reason.ShouldBe(Reason.NotADomain);

    [Fact]
    public void of_a_products_cloud_keeps_a_domain_as_an_unknown_member()
    {
        var usage = UsageOf(payload =>
        {
            payload["source"] = "PRODUCT_CLOUD";
            payload["user_id"] = "michaelbevan";
            payload["user_id_type"] = "USERNAME";
            payload["domain"] = "not a domain";
            payload["count"] = 5;
        });

        usage.Domain.ShouldBeNull();
        usage.Count.ShouldBeNull();
        usage.Unknown!.Value.GetRawText().ShouldBe("""{"domain":"not a domain","count":5}""");
    }

    private static UsageRecorded UsageOf(Action<JsonObject> change) => Read(change).Usage.ShouldNotBeNull();

    private static IReadOnlyList<Problem> ProblemsOf(Action<JsonObject> change) => Read(change).Problems;

    private static Judged Read(Action<JsonObject> change)
    {
        var payload = JsonNode.Parse(Body)!.AsObject();
        change(payload);
        return UsagePayload.Read(Encoding.UTF8.GetBytes(payload.ToJsonString()), PayloadKind.Usage, 32 * 1024, DateTimeOffset.UnixEpoch);
    }
}
