using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Reo.Ingestion.Usage;

namespace Reo.Ingestion.Tests.Usage;

public sealed class the_body_of_a_batch
{
    [Theory]
    [InlineData("""{"events":[]}""", "")]
    [InlineData(""" { "events" : [ ] } """, "")]
    [InlineData("""{"events":[{"a":1},{"b":[2,{"c":"],}"}]}]}""", """{"a":1}|{"b":[2,{"c":"],}"}]}""")]
    [InlineData("""{"before":{"events":[9]},"events":[{"a":"\"\\"} , {}],"after":"]"}""", """{"a":"\"\\"}|{}""")]
    [InlineData("""{"events":[{"a":NaN},7,null,nonsense,{"b":1}]}""", """{"a":NaN}|7|null|nonsense|{"b":1}""")]
    [InlineData("""{"events":[{"a":1},]}""", """{"a":1}|""")]
    public void is_cut_into_its_events(string body, string events) => EventsOf(body).ShouldBe(events);

    [Theory]
    [InlineData("", "it does not begin with {")]
    [InlineData("[{}]", "it does not begin with {")]
    [InlineData("{}", "it holds no events")]
    [InlineData("""{"event":[]}""", "it holds no events")]
    [InlineData("""{"events":{}}""", "events is not an array")]
    [InlineData("""{"events":[{"a":1}""", "the array of events does not end")]
    [InlineData("""{"events":[{"a":"1}]}""", "the array of events does not end")]
    [InlineData("""{"events":[{"a":1}]""", "byte 20 is no comma and no }")]
    [InlineData("""{"events":[]}{}""", "something follows it at byte 14")]
    [InlineData("""{"events":[],"events":[]}""", "it holds events more than once")]
    [InlineData("""{events:[]}""", "byte 2 begins no member")]
    [InlineData("""{"events" []}""", "byte 11 is no colon")]
    public void is_refused_when_it_holds_no_array_of_events(string body, string why)
    {
        var problem = BatchBody.Read(Encoding.UTF8.GetBytes(body), most: 10, out _).ShouldNotBeNull();

        problem.Reason.ShouldBe(Reason.EventsMissing);
        problem.Message.ShouldEndWith($"; {why}");
    }

    [Theory]
    [InlineData("{\"a\":1}\n{\"b\":2}\n", "{\"a\":1}|{\"b\":2}")]
    [InlineData("\r\n{\"a\":1}\r\n\r\n {\"b\":2} ", "{\"a\":1}|{\"b\":2}")]
    [InlineData("{\"a\":1\nnonsense\n{\"b\":2}", "{\"a\":1|nonsense|{\"b\":2}")]
    [InlineData("", "")]
    public void in_lines_has_one_event_per_line(string body, string events)
    {
        BatchBody.ReadLines(Encoding.UTF8.GetBytes(body), most: 10, out var lines).ShouldBeNull();

        Join(lines).ShouldBe(events);
    }

    [Fact]
    public void is_refused_when_it_holds_too_many_events()
    {
        BatchBody.Read("{\"events\":[1,2,3]}"u8.ToArray(), most: 3, out _).ShouldBeNull();
        BatchBody.Read("{\"events\":[1,2,3]}"u8.ToArray(), most: 2, out _).ShouldBe(Reason.TooManyEvents.Problem("", 2));
        BatchBody.ReadLines("1\n2\n\n"u8.ToArray(), most: 2, out _).ShouldBeNull();
        BatchBody.ReadLines("1\n2\n3"u8.ToArray(), most: 2, out _).ShouldBe(Reason.TooManyEvents.Problem("", 2));
    }

    [Fact]
    public void never_throws_whatever_it_is() =>
        Prop.ForAll(Bodies, body => BatchBody.Read(Encoding.UTF8.GetBytes(body), most: 5, out var events) is not null || events.Count <= 5)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    private static Arbitrary<string> Bodies { get; } = Gen.Elements(
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\"events\"", "\"events\":[", "{\"events\":[", " ", "1", "{}", "]}", "x", "\"a\"")
        .ArrayOf().Select(string.Concat).ToArbitrary();

    private static string EventsOf(string body)
    {
        BatchBody.Read(Encoding.UTF8.GetBytes(body), most: 10, out var events).ShouldBeNull();
        return Join(events);
    }

    private static string Join(List<ReadOnlyMemory<byte>> events) => string.Join('|', events.Select(e => Encoding.UTF8.GetString(e.Span)));
}
