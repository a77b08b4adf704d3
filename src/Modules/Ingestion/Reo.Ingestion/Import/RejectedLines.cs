using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Reo.Ingestion.Usage;

namespace Reo.Ingestion.Import;

/// <summary>A line that was not imported, and why, as it stands in the file of rejected lines.</summary>
internal sealed record RejectedLine(
    [property: JsonPropertyName("line")] long Line,
    [property: JsonPropertyName("errors")] IReadOnlyList<FieldError> Errors,
    [property: JsonPropertyName("text")] string Text);

/// <summary><c>FILE.rejected.ndjson</c>; not there when nothing was rejected.</summary>
internal sealed class RejectedLines(string importedFile) : IAsyncDisposable
{
    private const int MostCharactersShown = 64 * 1024;

    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private FileStream? _file;

    public string Path { get; } = PathFor(importedFile);

    public long Length => _file?.Length ?? 0;

    public static string PathFor(string importedFile) =>
        (System.IO.Path.GetExtension(importedFile) is ".ndjson" ? importedFile[..^".ndjson".Length] : importedFile) + ".rejected.ndjson";

    /// <summary>What was written after the last known position is written again.</summary>
    public void ResumeAt(long length)
    {
        if (length == 0)
            File.Delete(Path);
        else
            Open().SetLength(Math.Min(length, Open().Length));
    }

    public void Add(ImportLine line, IReadOnlyList<Problem> problems)
    {
        var text = Encoding.UTF8.GetString(line.Text);
        var rejected = new RejectedLine(
            line.Number,
            [.. problems.Select(problem => new FieldError(problem.Field, Reasons.CodeOf(problem.Reason), problem.Message))],
            text.Length > MostCharactersShown ? text[..MostCharactersShown] : text);
        var file = Open();
        file.Seek(0, SeekOrigin.End);
        file.Write(JsonSerializer.SerializeToUtf8Bytes(rejected, _json));
        file.WriteByte((byte)'\n');
    }

    /// <summary>To the disk: the position that is saved next says that it is there.</summary>
    public void Flush() => _file?.Flush(flushToDisk: true);

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;

    private FileStream Open() => _file ??= new FileStream(Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
}
