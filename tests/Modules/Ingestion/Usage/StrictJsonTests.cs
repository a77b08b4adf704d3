using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Reo.Ingestion.Usage;

namespace Reo.Ingestion.Tests.Usage;

public sealed class json_that_would_fail_later
{
    [Theory]
    [InlineData("""{"payload":{"a":1,"b":2,"a":3}}""", Reason.DuplicateMember, "payload.a")]
    [InlineData("""{"payload":{"a":1,"\u0061":3}}""", Reason.DuplicateMember, "payload.a")]
    [InlineData("""{"payload":{},"payload":{}}""", Reason.DuplicateMember, "payload")]
    [InlineData("""{"payload":{"meta":{"x":"a\u0000b"}}}""", Reason.NulCharacter, "payload.meta.x")]
    [InlineData("""{"payload":{"meta":{"x\u0000":1}}}""", Reason.NulCharacter, "A name in payload.meta")]
    [InlineData("""{"payload":{"user_id":"\ud83d"}}""", Reason.LoneSurrogate, "payload.user_id")]
    [InlineData("""{"payload":{"user_id":"\ude00\ud83d"}}""", Reason.LoneSurrogate, "payload.user_id")]
    [InlineData("""{"payload":{"\udfff":1}}""", Reason.LoneSurrogate, "A name in payload")]
    [InlineData("""{"payload":{"meta":{"n":1e309}}}""", Reason.NumberTooLarge, "payload.meta.n")]
    [InlineData("""{"payload":{"meta":{"n":1e-400}}}""", Reason.NumberTooLarge, "payload.meta.n")]
    [InlineData("""{"payload":{"meta":{"n":1E+99999999999999999999}}}""", Reason.NumberTooLarge, "payload.meta.n")]
    [InlineData("""{"payload":{"event_at":NaN}}""", Reason.MalformedJson, "")]
    [InlineData("""{"payload":{"event_at":Infinity}}""", Reason.MalformedJson, "")]
    [InlineData("""{"payload":{"event_at":01}}""", Reason.MalformedJson, "")]
    [InlineData("""{"payload":{"a":1,}}""", Reason.MalformedJson, "")]
    [InlineData("""{"payload":{"a":1}/*c*/}""", Reason.MalformedJson, "")]
    [InlineData("""{"payload":{"a":"x""", Reason.MalformedJson, "")]
    [InlineData("""{"payload":{}} {}""", Reason.MalformedJson, "")]
    [InlineData("", Reason.MalformedJson, "")]
    public void is_refused_with_its_place(string json, object reason, string field)
    {
        var problem = StrictJson.ProblemOf(Encoding.UTF8.GetBytes(json)).ShouldNotBeNull();

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
        StrictJson.ProblemOf([.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8])!.Reason.ShouldBe(Reason.MalformedJson);

    [Theory]
    [InlineData("""{"payload":{"meta":{"a":{"x":1},"b":{"x":1}},"x":[{"x":1},{"x":1}]}}""")]
    [InlineData("""{"payload":{"user_id":"\ud83d\ude00 \\u0000 \n","e":1e308}}""")]
    public void is_not_what_only_looks_like_it(string json) => ProblemOf(json).ShouldBeNull();

    [Fact]
    public void is_never_met_with_an_exception() =>
        Prop.ForAll(Texts, text => ProblemOf(text) is { } || JsonDocument.Parse(text) is not null)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    private static Arbitrary<string> Texts { get; } = Gen.Elements(
            "{", "}", "[", "]", ":", ",", "\"", "\"a\"", "\"payload\"", "1", "-", "e", "E+9", "\\", "\\u", "\\u0000", "\\ud800", "\\udc00", "true", "nul", " ", "\0", "é")
        .ArrayOf().Select(string.Concat).ToArbitrary();

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static Problem? ProblemOf(string json) => StrictJson.ProblemOf(Encoding.UTF8.GetBytes(json));
}
