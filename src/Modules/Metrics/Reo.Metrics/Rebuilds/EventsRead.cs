using Npgsql;

namespace Reo.Metrics.Rebuilds;

/// <summary>
/// How many events the statements of a build have read so far. Each takes minutes and commits once, but a sequence that it moves on, some
/// events at a time, is seen by everybody at once.
/// </summary>
internal static class EventsRead
{
    private const int AtATime = 1_024;

    private static readonly TimeSpan _lookEvery = TimeSpan.FromMilliseconds(250);

    public static string Create(string schema) => $"create sequence {schema}.events_read minvalue 0 start 0;";

    public static string Drop(string schema) => $"drop sequence {schema}.events_read;";

    /// <summary>A condition on <c>event</c> that is always true.</summary>
    public static string Count(string schema) => $"(event.seq_id % {AtATime} <> 0 or nextval('{schema}.events_read') >= 0)";

    /// <summary>Tells of them until <paramref name="over"/>.</summary>
    public static async Task TellAsync(NpgsqlDataSource database, string schema, Action<long> told, CancellationToken over)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_lookEvery, TimeProvider.System, over);
                await using var command = database.CreateCommand($"select last_value * {AtATime} from {schema}.events_read");
                told((long)(await command.ExecuteScalarAsync(over))!);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or NpgsqlException)
        {
            // An outage ends the build itself.
        }
    }
}
