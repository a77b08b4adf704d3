using System.Text;
using System.Text.Json;
using Reo.Ingestion.Usage;

namespace Reo.Ingestion.Tests.Usage;

public sealed class json_that_would_fail_later
{
    [Theory]
    [InlineData("""{"a":1,"b":2,"a":3}""", Reason.DuplicateMember, "a")]
    [InlineData("""{"payload":{"a":1,"\u0061":3}}""", Reason.DuplicateMember, "payload.a")]
    [InlineData("""{"payload":{},"payload":{}}""", Reason.DuplicateMember, "payload")]
    [InlineData("""{"payload":{"meta":{"x":"a\u0000b"}}}""", Reason.NulCharacter, "payload.meta.x")]
    [InlineData("""{"payload":{"meta":{"x\u0000":1}}}""", Reason.NulCharacter, "payload.meta")]
    [InlineData("""{"payload":{"user_id":"\ud83d"}}""", Reason.LoneSurrogate, "payload.user_id")]
    [InlineData("""{"payload":{"user_id":"\ude00\ud83d"}}""", Reason.LoneSurrogate, "payload.user_id")]
    [InlineData("""{"payload":{"\udfff":1}}""", Reason.LoneSurrogate, "payload")]
    [InlineData("""{"payload":{"meta":{"n":1e309}}}""", Reason.NumberTooLarge, "payload.meta.n")]
    [InlineData("""{"payload":{"meta":{"n":1e-400}}}""", Reason.NumberTooLarge, "payload.meta.n")]
    [InlineData("""{"payload":{"meta":{"n":1E+99999999999999999999}}}""", Reason.NumberTooLarge, "payload.meta.n")]
    public void is_refused_with_its_place(string json, object reason, string field)
    {
        var problem = ProblemOf(json).ShouldNotBeNull();

        problem.Reason.ShouldBe((Reason)reason);
        problem.Field.ShouldBe(field);
    }

    [Fact]
    public void is_refused_when_it_is_nested_too_deep()
    {
        ProblemOf(Nested(StrictJson.MaxDepth)).ShouldBeNull();
        ProblemOf(Nested(StrictJson.MaxDepth + 1))!.Reason.ShouldBe(Reason.TooDeep);
        ProblemOf(Nested(100_000))!.Reason.ShouldBe(Reason.TooDeep);
    }

    [Fact]
    public void is_refused_when_a_number_has_too_many_digits()
    {
        ProblemOf(new string('9', StrictJson.MaxNumberLength)).ShouldBeNull();
        ProblemOf(new string('9', StrictJson.MaxNumberLength + 1))!.Reason.ShouldBe(Reason.NumberTooLarge);
    }

    [Fact]
    public void is_refused_when_it_is_not_utf8() =>
        ProblemOf((byte[])[.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8])!.Reason.ShouldBe(Reason.NotUtf8);

    [Theory]
    [InlineData("""{"payload":{"meta":{"a":{"x":1},"b":{"x":1}},"x":[{"x":1},{"x":1}]}}""")]
    [InlineData("""{"payload":{"user_id":"\ud83d\ude00 \\u0000 \n","e":1e308}}""")]
    public void is_not_what_only_looks_like_it(string json) => ProblemOf(json).ShouldBeNull();

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static Problem? ProblemOf(string json) => ProblemOf(Encoding.UTF8.GetBytes(json));

    private static Problem? ProblemOf(byte[] json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1_000_000 });
        return StrictJson.ProblemOf(document.RootElement);
    }
}
