using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Npgsql;
using Reo.Ingestion.Contracts;
using Reo.Ingestion.Plan;
using Reo.Ingestion.Usage;
using Reo.Ingestion.Writing;

namespace Reo.Ingestion.Import;

/// <summary>The store could not be reached: the import goes on where it was when it is started again.</summary>
public sealed class ImportInterruptedException(string message) : Exception(message);

/// <summary>
/// Stores the usage events of a file, one JSON payload a line, by the rules of the Product API. Pages are committed by the same writer, and
/// the position is saved after each: what is read again after a crash is a duplicate, also an event without event_id, whose id follows from
/// the file and the line.
/// </summary>
internal sealed class ImportUsage(NpgsqlDataSource database, KnownPlans plans, UsageQueue queue, IOptions<IngestionOptions> options, TimeProvider clock)
{
    private const int LinesPerPage = 1_000;

    public async Task<ImportPosition> RunAsync(string path, string tenantId, Action<ImportPosition, long> progress, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, useAsync: true);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
        var position = await ImportPosition.LoadAsync(database, tenantId, hash, cancellation);
        await using var rejected = new RejectedLines(path);
        rejected.ResumeAt(position.RejectedBytes);

        file.Seek(position.Offset, SeekOrigin.Begin);
        var lines = new ImportLines(file, options.Value.MaxBodyBytes, position.Offset, position.Lines);
        while (await PageAsync(lines, cancellation) is { Count: > 0 } page)
        {
            position = await StoreAsync(page, position, tenantId, hash, rejected, cancellation);
            rejected.Flush();
            position = position with { RejectedBytes = rejected.Length };
            await position.SaveAsync(database, tenantId, hash, cancellation);
            progress(position, file.Length);
        }

        progress(position, file.Length);
        return position;
    }

    private async Task<List<ImportLine>> PageAsync(ImportLines lines, CancellationToken cancellation)
    {
        var most = Math.Min(LinesPerPage, options.Value.QueueCapacity);
        var page = new List<ImportLine>(most);
        while (page.Count < most && await lines.ReadAsync(cancellation) is { } line)
            page.Add(line);
        return page;
    }

    private async Task<ImportPosition> StoreAsync(
        List<ImportLine> page, ImportPosition position, string tenantId, string hash, RejectedLines rejected, CancellationToken cancellation)
    {
        var events = new List<(ImportLine Line, UsageToWrite Event)>(page.Count);
        var rejections = new List<(ImportLine Line, IReadOnlyList<Problem> Problems)>();
        foreach (var line in page.Where(line => !line.IsBlank))
        {
            var judged = Judge(line);
            if (judged.Usage is null)
                rejections.Add((line, judged.Problems));
            else
                events.Add((line, ToWrite(tenantId, hash, line, judged.Usage)));
        }

        var written = await queue.WriteAsync([.. events.Select(e => e.Event)], cancellation);
        if (written.Any(outcome => outcome is Written.StoreUnavailable or Written.QueueFull))
            throw new ImportInterruptedException("The database cannot be reached. Start the import again: it goes on where it was.");

        rejections.AddRange(events
            .Where((_, i) => written[i] == Written.NotWritable)
            .Select(e => (e.Line, (IReadOnlyList<Problem>)[Reason.NotWritable.Problem()])));
        foreach (var (line, problems) in rejections.OrderBy(rejection => rejection.Line.Number))
            rejected.Add(line, problems);

        var stored = events.Where((_, i) => written[i] == Written.Stored).ToList();
        var held = stored.Count(e => e.Event.IsHeld);
        return position with
        {
            Offset = page[^1].Next,
            Lines = page[^1].Number,
            Stored = position.Stored + stored.Count - held,
            Held = position.Held + held,
            Duplicates = position.Duplicates + written.Count(outcome => outcome == Written.Duplicate),
            Rejected = position.Rejected + rejections.Count,
        };
    }

    /// <summary>As an element of a batch: a payload, or an object named payload around it.</summary>
    private Judged Judge(ImportLine line) => line.IsTooLong
        ? new Judged(null, [Reason.EventTooLarge.Problem("", options.Value.MaxEventBytes)])
        : UsagePayload.Read(PostedBody.Unwrap(line.Text), PayloadKind.ByMembers, options.Value.MaxEventBytes, clock.GetUtcNow());

    private UsageToWrite ToWrite(string tenantId, string hash, ImportLine line, UsageRecorded usage)
    {
        var isAllowed = plans.Allows(tenantId, usage.ActivityType);
        var toWrite = isAllowed ? UsageToWrite.Recorded(tenantId, usage) : UsageToWrite.Held(tenantId, usage);
        if (usage.EventId is not null)
            return toWrite;

        var id = EventIdentity.StoredId(tenantId, $"\0import\0{hash}", $"{line.Offset}");
        return toWrite with { Id = isAllowed ? id : EventIdentity.OtherForm(id) };
    }
}
