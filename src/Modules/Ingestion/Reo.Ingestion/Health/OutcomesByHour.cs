using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Reo.Ingestion.Health;

/// <summary>The outcomes of all nodes, by tenant and hour; and what adds this node's to them.</summary>
internal sealed partial class OutcomesByHour(NpgsqlDataSource database, UsageOutcomes outcomes, TimeProvider clock, ILogger<OutcomesByHour> log)
    : BackgroundService
{
    public const string Table =
        """
        create table if not exists ingestion.outcomes_by_hour (
            tenant_id text not null,
            hour timestamptz not null,
            outcome text not null,
            event_count bigint not null,
            primary key (tenant_id, hour, outcome)
        );
        """;

    private static readonly TimeSpan _every = TimeSpan.FromSeconds(2);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await AddAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await AddAsync(stoppingToken);
    }

    /// <summary>What the table cannot take now is lost for the table alone; the meter has counted it.</summary>
    private async Task AddAsync(CancellationToken cancellation)
    {
        if (outcomes.Take() is not { Count: > 0 } taken)
            return;

        try
        {
            await using var command = database.CreateCommand(
                """
                insert into ingestion.outcomes_by_hour as known (tenant_id, hour, outcome, event_count)
                select tenant_id, date_trunc('hour', $4, 'UTC'), outcome, event_count
                from unnest($1, $2, $3) counted (tenant_id, outcome, event_count)
                order by tenant_id, outcome
                on conflict (tenant_id, hour, outcome) do update set event_count = known.event_count + excluded.event_count
                """);
            command.Parameters.AddWithValue(taken.Select(counted => counted.TenantId).ToArray());
            command.Parameters.AddWithValue(taken.Select(counted => NameOf(counted.Outcome)).ToArray());
            command.Parameters.AddWithValue(taken.Select(counted => counted.Events).ToArray());
            command.Parameters.AddWithValue(clock.GetUtcNow());
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (NpgsqlException e)
        {
            LogNotAdded(taken.Sum(counted => counted.Events), e);
        }
    }

    public static string NameOf(Outcome outcome) => outcome switch
    {
        Outcome.Accepted => "accepted",
        Outcome.Duplicate => "duplicate",
        Outcome.Held => "held",
        _ => "refused",
    };

    [LoggerMessage(LogLevel.Warning, "Outcomes of {Events} events could not be added to the counts by hour")]
    private partial void LogNotAdded(long events, Exception exception);
}
