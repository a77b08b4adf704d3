using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Reo.Ingestion.Plan;
using Reo.Ingestion.Writing;

namespace Reo.Ingestion.Usage;

/// <summary>
/// <c>POST /api/product/usage/batch</c>: the steps of a single post for each of the events; the valid ones are stored, the others listed.
/// </summary>
internal sealed class PostUsageBatch(
    Admission admission,
    KnownPlans plans,
    DeveloperRates developers,
    UsageQueue queue,
    IngestionMeter meter,
    IOptions<IngestionOptions> options,
    TimeProvider clock)
{
    private static readonly string[] _encodings = ["identity", "gzip", "br"];
    private static readonly string[] _mediaTypes = [RequestHeaders.Json, RequestHeaders.NdJson];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var batch = routes.ServiceProvider.GetRequiredService<PostUsageBatch>();
        routes.MapPost("/api/product/usage/batch", batch.AnswerAsync).AllowAnonymous().ShortCircuit().DescribeUsageBatch();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var answer = admission.Refuse(http.Request, out var tenantId) ?? await AnswerAsync(http.Request, tenantId);
        meter.Answered(tenantId, answer);
        answer.WriteTo(http.Response);
    }

    private async ValueTask<Answer> AnswerAsync(HttpRequest request, string tenantId)
    {
        var encoding = RequestHeaders.Encoding(request.Headers);
        if (!_encodings.Contains(encoding))
            return Answer.To(Reason.BatchContentEncoding.Problem());
        var mediaType = RequestHeaders.MediaType(request.Headers);
        if (!_mediaTypes.Contains(mediaType))
            return Answer.To(Reason.BatchContentType.Problem());

        Batch batch;
        try
        {
            if (await RequestBody.DecodeAsync(request, encoding!, options.Value.MaxBatchBytes) is not { } body)
                return Answer.To(Reason.BodyTooLarge.Problem("", options.Value.MaxBatchBytes));

            using (body)
            {
                if (Split(body.Bytes, mediaType!, out var events) is { } problem)
                    return Answer.Invalid([problem]);
                batch = Canonicalise(tenantId, events);
            }
        }
        catch (InvalidDataException)
        {
            return Answer.To(Reason.BrokenEncoding.Problem("", encoding!));
        }

        return AnswerTo(batch, await queue.WriteAsync([.. batch.ToWrite]));
    }

    private Problem? Split(ReadOnlyMemory<byte> body, string mediaType, out List<ReadOnlyMemory<byte>> events) =>
        mediaType == RequestHeaders.NdJson
            ? BatchBody.ReadLines(body, options.Value.MaxBatchEvents, out events)
            : BatchBody.Read(body, options.Value.MaxBatchEvents, out events);

    private Batch Canonicalise(string tenantId, List<ReadOnlyMemory<byte>> events)
    {
        var batch = new Batch();
        var now = clock.GetUtcNow();
        for (var index = 0; index < events.Count; index++)
        {
            var judged = UsagePayload.Read(PostedBody.Unwrap(events[index]), PayloadKind.ByMembers, options.Value.MaxEventBytes, now);
            if (judged.Usage is not { } usage)
                Fail(judged.EventId, judged.Problems);
            else if (usage.UserId is not null && developers.Wait(UsageStreams.Of(tenantId, usage)) is not null)
                Fail(usage.EventId, [developers.Problem()]);
            else
                batch.Take(index, usage.EventId, plans.Allows(tenantId, usage.ActivityType) ? UsageToWrite.Recorded(tenantId, usage) : UsageToWrite.Held(tenantId, usage));

            void Fail(string? eventId, IReadOnlyList<Problem> problems)
            {
                meter.Refused(tenantId, problems[0].Reason);
                batch.Fail(index, eventId, problems);
            }
        }

        return batch;
    }

    /// <summary>503 only when it is true of every event: whoever sends again after it doubles nothing.</summary>
    private static Answer AnswerTo(Batch batch, Written[] written)
    {
        if (written.Length > 0 && written.All(outcome => outcome == Written.QueueFull))
            return Answer.QueueFull;
        if (written.Length > 0 && written.All(outcome => outcome == Written.StoreUnavailable))
            return Answer.StoreUnavailable;

        var (accepted, duplicates, held) = (0, 0, 0);
        for (var i = 0; i < written.Length; i++)
        {
            switch (written[i])
            {
                case Written.Stored when batch.ToWrite[i].IsHeld:
                    held++;
                    break;
                case Written.Stored:
                    accepted++;
                    break;
                case Written.Duplicate:
                    duplicates++;
                    break;
                default:
                    batch.FailWritten(i, written[i]);
                    break;
            }
        }

        return Answer.Batch(accepted, duplicates, held, batch.Failed);
    }

    private sealed class Batch
    {
        private readonly List<FailedEvent> _failed = [];
        private readonly List<(int Index, string? EventId)> _taken = [];

        public List<UsageToWrite> ToWrite { get; } = [];

        public IReadOnlyList<FailedEvent> Failed => [.. _failed.OrderBy(failed => failed.Index)];

        public void Take(int index, string? eventId, UsageToWrite toWrite)
        {
            _taken.Add((index, eventId));
            ToWrite.Add(toWrite);
        }

        /// <summary>Field and code of the first problem; every problem in the message.</summary>
        public void Fail(int index, string? eventId, IReadOnlyList<Problem> problems) => _failed.Add(new FailedEvent(
            index, eventId, problems[0].Field, Reasons.CodeOf(problems[0].Reason), string.Join("; ", problems.Select(problem => problem.Message))));

        public void FailWritten(int taken, Written written) => Fail(
            _taken[taken].Index,
            _taken[taken].EventId,
            [(written == Written.NotWritable ? Reason.NotWritable : Reason.StoreUnavailable).Problem()]);
    }
}
