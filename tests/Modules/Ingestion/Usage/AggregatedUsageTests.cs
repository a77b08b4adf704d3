using System.Text;
using System.Text.Json.Nodes;
using Reo.Ingestion.Contracts;
using Reo.Ingestion.Usage;

namespace Reo.Ingestion.Tests.Usage;

public sealed class an_aggregated_payload
{
    private const string OfDomain =
        """{"mode":"DOMAIN","activity_type":"secondary23","source":"PRODUCT_CLOUD","domain":"Example.com","count":1250,"event_at":639303296,"product_id":"reoWebApp"}""";

    private const string OfUser =
        """{"mode":"USER","activity_type":"LOGIN_ACTIVITY","source":"PRODUCT_CLOUD","user_id":"michaelbevan","user_id_type":"GITHUB","count":40,"event_at":639303296,"product_id":"reoWebApp"}""";

    private const string OfTelemetry =
        """{"mode":"DOMAIN","activity_type":"LOGIN_ACTIVITY","source":"TELEMETRY","ip_addr":"203.0.113.7","count":40,"event_at":639303296,"product_id":"reoWebApp"}""";

    [Fact]
    public void of_a_domain_counts_for_the_domain()
    {
        var usage = UsageOf(OfDomain);

        usage.ShouldSatisfyAllConditions(
            () => usage.Mode.ShouldBe("DOMAIN"),
            () => usage.Count.ShouldBe(1250),
            () => usage.Domain.ShouldBe("example.com"),
            () => UsageStreams.Of("acme", usage).ShouldBe("acme/domain/example.com"));
    }

    [Fact]
    public void of_a_user_counts_for_the_user()
    {
        var usage = UsageOf(OfUser);

        usage.Count.ShouldBe(40);
        UsageStreams.Of("acme", usage).ShouldBe("acme/developer/github/michaelbevan");
    }

    [Fact]
    public void of_telemetry_counts_for_the_domain_or_else_the_address()
    {
        UsageStreams.Of("acme", UsageOf(OfTelemetry)).ShouldBe("acme/ip/203.0.113.7");
        UsageStreams.Of("acme", UsageOf(OfTelemetry, payload => payload["domain"] = "example.com")).ShouldBe("acme/domain/example.com");
        ProblemsOf(OfTelemetry, payload => payload.Remove("ip_addr")).ShouldHaveSingleItem().ShouldBe(Reason.DomainOrAddress.Problem("domain"));
    }

    [Theory]
    [InlineData("\"TEAM\"", "[Invalid Mode] mode 'TEAM' is not DOMAIN or USER")]
    [InlineData("\"domain\"", "[Invalid Mode] mode 'domain' is not DOMAIN or USER")]
    [InlineData("7", "[Invalid Mode] mode '7' is not DOMAIN or USER")]
    [InlineData("\"\"", "[Invalid Mode] mode is required: DOMAIN or USER")]
    [InlineData("null", "[Invalid Mode] mode is required: DOMAIN or USER")]
    public void with_another_mode_is_told_so_first(string mode, string message)
    {
        var problems = ProblemsOf(OfDomain, payload =>
        {
            payload["mode"] = JsonNode.Parse(mode);
            payload.Remove("activity_type");
        });

        problems[0].ShouldBe(new Problem(Reason.InvalidMode, "mode", message));
        problems[1].ShouldBe(Reason.Required.Problem("activity_type"));
    }

    [Fact]
    public void of_telemetry_has_no_users() =>
        ProblemsOf(OfTelemetry, payload => payload["mode"] = "USER").ShouldHaveSingleItem()
            .Message.ShouldBe("[Invalid Mode] mode 'USER' is not DOMAIN");

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1000000001")]
    [InlineData("9223372036854775807")]
    public void counts_from_one_to_a_thousand_million(string count) =>
        ProblemsOf(OfUser, payload => payload["count"] = JsonNode.Parse(count)).ShouldHaveSingleItem().Reason.ShouldBe(Reason.CountOutOfRange);

    [Theory]
    [InlineData("1.5")]
    [InlineData("\"40\"")]
    [InlineData("9223372036854775808")]
    public void counts_in_whole_numbers(string count) =>
        ProblemsOf(OfUser, payload => payload["count"] = JsonNode.Parse(count)).ShouldHaveSingleItem().Reason.ShouldBe(Reason.WrongType);

    [Fact]
    public void needs_a_count_and_what_its_mode_counts()
    {
        ProblemsOf(OfUser, payload => payload.Remove("count")).ShouldHaveSingleItem().ShouldBe(Reason.Required.Problem("count"));
        ProblemsOf(OfUser, payload => payload.Remove("user_id")).ShouldHaveSingleItem().ShouldBe(Reason.Required.Problem("user_id"));
        ProblemsOf(OfDomain, payload => payload.Remove("domain")).ShouldHaveSingleItem().ShouldBe(Reason.Required.Problem("domain"));
    }

    [Fact]
    public void may_have_an_event_id() => UsageOf(OfUser, payload => payload["event_id"] = 7).EventId.ShouldBe("7");

    [Fact]
    public void in_a_batch_is_known_by_its_mode_or_its_count()
    {
        UsageOf(OfUser, kind: PayloadKind.ByMembers).Count.ShouldBe(40);
        ProblemsOf(OfUser, payload => payload.Remove("count"), PayloadKind.ByMembers).ShouldHaveSingleItem().Field.ShouldBe("count");
        ProblemsOf(OfUser, payload => payload.Remove("mode"), PayloadKind.ByMembers).ShouldHaveSingleItem().Reason.ShouldBe(Reason.InvalidMode);
        UsageOf(
            OfUser,
            payload =>
            {
                payload.Remove("mode");
                payload.Remove("count");
            },
            PayloadKind.ByMembers).Count.ShouldBeNull();
    }

    private static UsageRecorded UsageOf(string json, Action<JsonObject>? change = null, PayloadKind kind = PayloadKind.Aggregated) =>
        Read(json, change, kind).Usage.ShouldNotBeNull();

    private static IReadOnlyList<Problem> ProblemsOf(string json, Action<JsonObject> change, PayloadKind kind = PayloadKind.Aggregated) =>
        Read(json, change, kind).Problems;

    private static Judged Read(string json, Action<JsonObject>? change, PayloadKind kind)
    {
        var payload = JsonNode.Parse(json)!.AsObject();
        change?.Invoke(payload);
        return UsagePayload.Read(Encoding.UTF8.GetBytes(payload.ToJsonString()), kind, 32 * 1024, DateTimeOffset.UnixEpoch);
    }
}
