using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Reo.Ingestion.Import;

namespace Reo.Ingestion.Tests;

public sealed class the_lines_of_an_import
{
    [Fact]
    public async Task are_cut_at_line_feeds_with_their_offsets()
    {
        var lines = await ReadAsync("\uFEFFa\r\n\nbc\nd", longest: 10);

        lines.Select(line => $"{line.Number} {line.Offset} {line.Next} '{Encoding.UTF8.GetString(line.Text)}'")
            .ShouldBe(["1 0 6 'a'", "2 6 7 ''", "3 7 10 'bc'", "4 10 11 'd'"]);
        lines.Select(line => line.IsBlank).ShouldBe([false, true, false, false]);
    }

    [Fact]
    public async Task are_known_to_be_too_long_without_being_held_in_memory()
    {
        var lines = await ReadAsync(new string('x', 200_000) + "\nshort", longest: 10);

        lines.Select(line => (line.IsTooLong, line.Offset, Length: line.Text.Length)).ShouldBe([(true, 0, 11), (false, 200_001, 5)]);
    }

    [Fact]
    public void are_the_same_from_any_line_on() => Prop
        .ForAll<string[]>(texts =>
        {
            var content = string.Join('\n', texts.Select(text => text ?? ""));
            var all = ReadAsync(content, 1_000).GetAwaiter().GetResult();
            var bytes = Encoding.UTF8.GetBytes(content);
            return all.TrueForAll(line => ReadAsync(bytes, line.Offset, line.Number - 1, 1_000).GetAwaiter().GetResult()
                .Select(later => (later.Number, later.Offset, Convert.ToHexString(later.Text)))
                .SequenceEqual(all.Where(later => later.Number >= line.Number).Select(later => (later.Number, later.Offset, Convert.ToHexString(later.Text)))));
        })
        .QuickCheckThrowOnFailure();

    private static Task<List<ImportLine>> ReadAsync(string content, int longest) => ReadAsync(Encoding.UTF8.GetBytes(content), 0, 0, longest);

    private static async Task<List<ImportLine>> ReadAsync(byte[] content, long offset, long lines, int longest)
    {
        using var stream = new MemoryStream(content);
        stream.Position = offset;
        var reader = new ImportLines(stream, longest, offset, lines);
        var read = new List<ImportLine>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } line)
            read.Add(line);
        return read;
    }
}
