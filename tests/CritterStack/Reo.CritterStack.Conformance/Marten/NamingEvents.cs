
namespace Reo.CritterStack.Conformance.Marten;

public sealed class naming_events(MartenStore marten) : IClassFixture<MartenStore>
{
    public sealed record HTTPCallEnded;

    public sealed record HTTP2CallEnded;

    public sealed record Step2Done;

    internal sealed record InternalEvent;

    public static TheoryData<object, string> Names => new()
    {
        { new AccountOpened("Ada"), "account_opened" },
        { new HTTPCallEnded(), "http_call_ended" },
        { new Step2Done(), "step_2_done" },
        { new HTTP2CallEnded(), "http2_call_ended" },
        { new InternalEvent(), "internal_event" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task is_the_class_name_in_snake_case(object data, string name)
    {
        await using var session = marten.Session();

        var e = session.Events.BuildEvent(data);

        e.EventTypeName.ShouldBe(name);
        e.DotNetTypeName.ShouldBe($"{data.GetType().FullName}, {data.GetType().Assembly.GetName().Name}");
    }
}
