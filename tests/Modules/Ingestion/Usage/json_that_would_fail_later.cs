using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
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
        StrictJson.ProblemOf([.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8])!.Reason.ShouldBe(Reason.NotUtf8);

    [Theory]
    [InlineData("""{"payload":{"meta":{"a":{"x":1},"b":{"x":1}},"x":[{"x":1},{"x":1}]}}""")]
    [InlineData("""{"payload":{"user_id":"\ud83d\ude00 \\u0000 \n","e":1e308}}""")]
    public void is_not_what_only_looks_like_it(string json) => ProblemOf(json).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":Infinity}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":\"\t\"}")]
    [InlineData("{\"a\":\"\\x\"}")]
    [InlineData("{}{}")]
    [InlineData("// comment\n{}")]
    public void is_refused_when_it_is_no_json(string json) => ProblemOf(json)!.Reason.ShouldBe(Reason.MalformedJson);

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(3000)]
    public void is_refused_when_the_last_of_many_members_repeats_the_first(int members)
    {
        var names = Enumerable.Range(0, members).Select(i => $"\"m{i}\":{{\"m0\":{i}}}").ToArray();

        ProblemOf($"{{{string.Join(',', names)}}}").ShouldBeNull();
        ProblemOf($"{{{string.Join(',', names)},\"\\u006d0\":0}}")!.ShouldBe(Reason.DuplicateMember.Problem("m0"));
        ProblemOf($"[{{{string.Join(',', names)}}},{{{string.Join(',', names)}}}]").ShouldBeNull();
    }

    [Fact]
    public void is_found_as_a_dictionary_per_object_finds_it() =>
        Prop.ForAll(Documents, json =>
        {
            var isDuplicate = ProblemOf(json) is { Reason: Reason.DuplicateMember };
            return isDuplicate == HasDuplicate(JsonDocument.Parse(json).RootElement);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static Arbitrary<string> Documents { get; } = Gen.Sized(size => Document(Math.Min(size, 4))).ToArbitrary();

    private static Gen<string> Document(int depth) => depth == 0
        ? Gen.Elements("1", "\"a\"", "null")
        : Gen.OneOf(
            Document(0),
            Gen.ArrayOf(Document(depth - 1)).Select(items => $"[{string.Join(',', items)}]"),
            Gen.ArrayOf(
                from name in Gen.OneOf(Gen.Elements("a", "b", "\\u0061", ""), Gen.Choose(0, 2000).Select(i => $"n{i}"))
                from value in Document(depth - 1)
                select $"\"{name}\":{value}").Select(members => $"{{{string.Join(',', members)}}}"));

    private static bool HasDuplicate(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Any(HasDuplicate),
        JsonValueKind.Object =>
            value.EnumerateObject().GroupBy(member => member.Name).Any(same => same.Count() > 1)
            || value.EnumerateObject().Any(member => HasDuplicate(member.Value)),
        _ => false,
    };

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static Problem? ProblemOf(string json) => StrictJson.ProblemOf(Encoding.UTF8.GetBytes(json));
}
