using FsCheck;
using FsCheck.Fluent;
using Reo.Metrics.Reading;

namespace Reo.Metrics.Tests.Reading;

public sealed class a_cursor
{
    [Fact]
    public void is_read_as_it_was_written() =>
        Prop.ForAll(Cursors, cursor => PageCursor.Read(cursor.Write()) == cursor).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("not base64!")]
    [InlineData("MTIz")]
    [InlineData("LTEgYQ")]
    [InlineData("ZGF5CjIwMjYwMjMwCjEKYQ")]
    public void is_null_for_text_that_nobody_wrote(string text) => PageCursor.Read(text).ShouldBeNull();

    [Fact]
    public void is_never_met_with_an_exception() =>
        Prop.ForAll<string>(text => text is null || PageCursor.Read(text) is var _).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(nameof(SortKind.Time), "-1")]
    [InlineData(nameof(SortKind.Time), "9223372036854775807")]
    [InlineData(nameof(SortKind.Day), "9999999")]
    [InlineData(nameof(SortKind.Day), "yesterday")]
    [InlineData(nameof(SortKind.Number), "")]
    public void does_not_go_on_behind_a_value_that_its_column_cannot_have(string kind, string value) =>
        new SortColumn("column", Enum.Parse<SortKind>(kind)).Read(value).ShouldBeNull();

    private static Arbitrary<PageCursor> Cursors { get; } =
        (from sort in Gen.Elements("-last_seen_at", "developer_id")
         from day in ArbMap.Default.GeneratorFor<DateTime>()
         from value in Gen.Elements("639303296", "-1", "", "username/Michael Bevan")
         from id in Gen.Elements("github/ann", "username/Michael\nBevan", "email/é@example.com", "")
         select new PageCursor(sort, DateOnly.FromDateTime(day), value, id)).ToArbitrary();
}
