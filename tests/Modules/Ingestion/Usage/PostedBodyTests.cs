using System.Text;
using Reo.Ingestion.Usage;

namespace Reo.Ingestion.Tests.Usage;

public sealed class the_body_of_a_single_event
{
    [Theory]
    [InlineData("""{"payload":{"a":1}}""")]
    [InlineData(""" { "other" : [ { "payload" : 1 } ] , "payload" : {"a":1} , "more" : null } """)]
    [InlineData("""{"p\u0061yload":{"a":1}}""")]
    [InlineData("""{"\ud800":1,"payload":{"a":1}}""")]
    public void holds_its_payload_among_whatever_else(string body)
    {
        PostedBody.FindPayload(Encoding.UTF8.GetBytes(body), out var payload).ShouldBeNull();

        Encoding.UTF8.GetString(payload.Span).ShouldBe("""{"a":1}""");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("""{"payload":[]}""")]
    [InlineData("""{"payload":"{}"}""")]
    [InlineData("""{"payload":{},"payload":{}}""")]
    public void is_refused_without_exactly_one(string body) =>
        PostedBody.FindPayload(Encoding.UTF8.GetBytes(body), out _).ShouldBe(Reason.PayloadMissing.Problem("payload"));

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{\n\"payload\": NaN}", 2, 12)]
    [InlineData("{\"payload\":{}} x", 1, 16)]
    [InlineData("[1", 1, 3)]
    public void that_is_no_json_is_told_where(string body, int line, int position) =>
        PostedBody.FindPayload(Encoding.UTF8.GetBytes(body), out _).ShouldBe(Reason.MalformedJson.Problem("", line, position));

    [Theory]
    [InlineData("""{"payload":{"a":1}}""", """{"a":1}""")]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("""{"a":"payload"}""", """{"a":"payload"}""")]
    [InlineData("""{"payload":7}""", """{"payload":7}""")]
    [InlineData("""{"payload":{"a":NaN}}""", """{"payload":{"a":NaN}}""")]
    public void in_a_batch_may_come_without_the_wrapper(string element, string payload) =>
        Encoding.UTF8.GetString(PostedBody.Unwrap(Encoding.UTF8.GetBytes(element)).Span).ShouldBe(payload);
}
