using FsCheck;
using FsCheck.Fluent;
using Reo.Metrics.Developers;

namespace Reo.Metrics.Tests.Developers;

public sealed class a_cursor
{
    [Fact]
    public void is_read_as_it_was_written() =>
        Prop.ForAll(Cursors, cursor => DeveloperCursor.Read(cursor.Write()) == cursor).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("not base64!")]
    [InlineData("MTIz")]
    [InlineData("LTEgYQ")]
    [InlineData("OTk5OTk5OTk5OTk5OTk5OTk5OSBh")]
    public void is_null_for_text_that_nobody_wrote(string text) => DeveloperCursor.Read(text).ShouldBeNull();

    [Fact]
    public void is_never_met_with_an_exception() =>
        Prop.ForAll<string>(text => text is null || DeveloperCursor.Read(text) is var _).QuickCheckThrowOnFailure();

    private static Arbitrary<DeveloperCursor> Cursors { get; } =
        (from at in ArbMap.Default.GeneratorFor<DateTime>()
         from id in Gen.Elements("github/ann", "username/Michael Bevan", "email/é@example.com", "")
         select new DeveloperCursor(new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)), id)).ToArbitrary();
}
