using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Reo.Ingestion.Contracts;
using Reo.Ingestion.Usage;

namespace Reo.Ingestion.Tests.Usage;

public sealed class reading_a_payload
{
    private const int MostBytes = 32 * 1024;
    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void takes_the_vendors_sample_as_it_is()
    {
        PostedBody.FindPayload(Encoding.UTF8.GetBytes(VendorSample.Body), out var payload).ShouldBeNull();

        var (usage, problems, _) = UsagePayload.Read(payload, PayloadKind.Usage, MostBytes, _now);

        problems.ShouldBeEmpty();
        JsonSerializer.Serialize(usage).ShouldBe(
            """
            {"ActivityType":"LOGIN_ACTIVITY","Source":"PRODUCT_CLOUD","ProductId":"reoWebApp","EventAt":639303296,"UserIdType":"LINKEDIN","UserId":"userid","IpAddr":"156.59.87.83","EventId":"1231231232","Environment":"PRODUCTION","UserAgent":"Mozilla/5.0 (Macintosh, Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36","Meta":{"property1":"value1","property2":"value2"}}
            """);
    }

    [Theory]
    [InlineData("activity_type")]
    [InlineData("source")]
    [InlineData("user_id_type")]
    [InlineData("user_id")]
    [InlineData("event_at")]
    [InlineData("product_id")]
    public void names_each_required_member_that_is_absent_null_or_empty(string field)
    {
        ProblemsOf(payload => payload.Remove(field)).ShouldHaveSingleItem().ShouldBe(Reason.Required.Problem(field));
        ProblemsOf(payload => payload[field] = null).ShouldHaveSingleItem().ShouldBe(Reason.Required.Problem(field));
        ProblemsOf(payload => payload[field] = "").ShouldHaveSingleItem().ShouldBe(Reason.Required.Problem(field));
    }

    [Theory]
    [InlineData("environment")]
    [InlineData("ip_addr")]
    [InlineData("event_id")]
    [InlineData("user_agent")]
    [InlineData("meta")]
    public void does_without_each_optional_member(string field)
    {
        ProblemsOf(payload => payload.Remove(field)).ShouldBeEmpty();
        ProblemsOf(payload => payload[field] = null).ShouldBeEmpty();
        ProblemsOf(payload => payload[field] = "").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("activity_type", "7")]
    [InlineData("source", "{}")]
    [InlineData("user_id", "12345")]
    [InlineData("product_id", "true")]
    [InlineData("environment", "[]")]
    [InlineData("user_agent", "1")]
    [InlineData("meta", "\"a=b\"")]
    [InlineData("meta", "[1]")]
    [InlineData("event_id", "{}")]
    [InlineData("event_id", "1.5")]
    [InlineData("event_at", "\"639303296\"")]
    [InlineData("event_at", "639303296.5")]
    [InlineData("event_at", "99999999999999999999")]
    public void names_a_member_of_the_wrong_type(string field, string json)
    {
        var problem = ProblemsOf(payload => payload[field] = JsonNode.Parse(json)).ShouldHaveSingleItem();

        problem.Reason.ShouldBe(Reason.WrongType);
        problem.Field.ShouldBe(field);
    }

    [Fact]
    public void names_every_problem_in_the_order_of_the_contract()
    {
        var problems = ProblemsOf(payload =>
        {
            payload["source"] = "PRODUCT";
            payload["user_id_type"] = "Email";
            payload["ip_addr"] = "unknown";
            payload.Remove("event_at");
        });

        problems.Select(problem => (problem.Field, problem.Reason)).ShouldBe([
            ("source", Reason.UnknownValue),
            ("user_id_type", Reason.UnknownValue),
            ("ip_addr", Reason.NotAnAddress),
            ("event_at", Reason.Required),
        ]);
        problems[1].Message.ShouldBe("user_id_type 'Email' is not one of EMAIL, SOCIAL, LINKEDIN, GITHUB, USERNAME");
    }

    [Fact]
    public void says_which_type_a_contradicting_id_looks_like()
    {
        var problem = ProblemsOf(payload =>
        {
            payload["user_id_type"] = "EMAIL";
            payload["user_id"] = "https://github.com/michaelbevan";
        }).ShouldHaveSingleItem();

        problem.Message.ShouldBe("user_id 'https://github.com/michaelbevan' does not fit user_id_type EMAIL; it looks like GITHUB");
    }

    [Fact]
    public void says_what_an_id_of_the_right_type_should_be()
    {
        var problem = ProblemsOf(payload => payload["user_id"] = "https://www.linkedin.com/company/example").ShouldHaveSingleItem();

        problem.Reason.ShouldBe(Reason.NotAnIdentity);
        problem.Message.ShouldEndWith("is not a LinkedIn profile URL (linkedin.com/in/name) or its last part");
    }

    [Fact]
    public void refuses_milliseconds_and_says_so()
    {
        ProblemsOf(payload => payload["event_at"] = 1_767_323_045_000).ShouldHaveSingleItem()
            .Message.ShouldBe("event_at 1767323045000 looks like milliseconds; send UNIX epoch seconds: 1767323045");
        ProblemsOf(payload => payload["event_at"] = 100_000_000_000).ShouldHaveSingleItem().Reason.ShouldBe(Reason.Milliseconds);
        ProblemsOf(payload => payload["event_at"] = 99_999_999_999).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-62_135_596_800)]
    public void never_refuses_on_age(long eventAt) =>
        ProblemsOf(payload => payload["event_at"] = eventAt).ShouldBeEmpty();

    [Fact]
    public void refuses_what_no_calendar_of_ours_holds() =>
        ProblemsOf(payload => payload["event_at"] = -62_135_596_801).ShouldHaveSingleItem().Reason.ShouldBe(Reason.OutOfRange);

    [Fact]
    public void marks_an_event_more_than_an_hour_ahead_of_the_clock()
    {
        UsageOf(payload => payload["event_at"] = _now.AddHours(1).ToUnixTimeSeconds()).AheadOfClock.ShouldBeFalse();
        UsageOf(payload => payload["event_at"] = _now.AddHours(1).ToUnixTimeSeconds() + 1).AheadOfClock.ShouldBeTrue();
    }

    [Fact]
    public void keeps_unknown_members()
    {
        var usage = UsageOf(payload =>
        {
            payload["plan"] = "enterprise";
            payload["seats"] = new JsonArray(1, 2);
        });

        usage.Unknown!.Value.GetRawText().ShouldBe("""{"plan":"enterprise","seats":[1,2]}""");
    }

    [Fact]
    public void keeps_an_activity_type_exactly_as_posted() =>
        UsageOf(payload => payload["activity_type"] = " API key Generated ").ActivityType.ShouldBe(" API key Generated ");

    [Theory]
    [InlineData("activity_type", 200)]
    [InlineData("product_id", 200)]
    [InlineData("event_id", 200)]
    [InlineData("environment", 200)]
    [InlineData("user_agent", 4096)]
    public void refuses_text_that_is_too_long_for_an_index(string field, int longest)
    {
        ProblemsOf(payload => payload[field] = new string('x', longest)).ShouldBeEmpty();
        ProblemsOf(payload => payload[field] = new string('x', longest + 1)).ShouldHaveSingleItem()
            .ShouldBe(Reason.TooLong.Problem(field, longest));
    }

    [Fact]
    public void refuses_an_event_that_is_too_large() =>
        ProblemsOf(payload => payload["meta"] = new JsonObject { ["text"] = new string('x', MostBytes) }).ShouldHaveSingleItem()
            .ShouldBe(Reason.EventTooLarge.Problem("", MostBytes));

    [Fact]
    public void refuses_what_the_store_cannot_hold() =>
        ProblemsOf(payload => payload["meta"] = new JsonObject { ["text"] = "a\0b" }).ShouldHaveSingleItem()
            .ShouldBe(Reason.NulCharacter.Problem("meta.text"));

    [Fact]
    public void ends_in_a_fact_or_in_problems_for_any_payload() =>
        Prop.ForAll(Payloads, payload =>
        {
            var (usage, problems, _) = UsagePayload.Read(Encoding.UTF8.GetBytes(payload), PayloadKind.ByMembers, MostBytes, _now);
            return usage is null == problems.Count > 0 && problems.All(problem => problem.Message.Length > 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static Arbitrary<string> Payloads { get; } =
        (from members in Gen.SubListOf(
             "activity_type", "source", "environment", "user_id", "user_id_type", "ip_addr", "event_id", "event_at", "product_id", "user_agent", "meta", "other", "mode", "count", "domain")
         from values in Gen.Elements(
             "null", "\"\"", "\" \"", "\"EMAIL\"", "\"GITHUB\"", "\"PRODUCT_CLOUD\"", "\"TELEMETRY\"", "\"DOMAIN\"", "\"a@b.c\"", "\"github.com/x\"", "\"1.2.3.4\"",
             "1", "-1", "1.5", "1e300", "639303296", "9223372036854775808", "{}", "{\"a\":[]}", "[]", "true").ArrayOf(members.Count)
         select "{" + string.Join(',', members.Zip(values, (member, value) => $"\"{member}\":{value}")) + "}").ToArbitrary();

    private static IReadOnlyList<Problem> ProblemsOf(Action<JsonObject> change) => Read(change).Problems;

    private static UsageRecorded UsageOf(Action<JsonObject> change) => Read(change).Usage.ShouldNotBeNull();

    private static Judged Read(Action<JsonObject> change)
    {
        var payload = JsonNode.Parse(VendorSample.Body)!["payload"]!.AsObject();
        change(payload);
        return UsagePayload.Read(Encoding.UTF8.GetBytes(payload.ToJsonString()), PayloadKind.Usage, MostBytes, _now);
    }
}
