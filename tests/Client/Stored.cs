using Npgsql;

namespace Reo.Client.Tests;

/// <summary>What stands in the event store.</summary>
internal static class Stored
{
    /// <summary>The numbers of the stored events, in order; one that is stored twice stands there twice.</summary>
    public static async Task<List<int>> NumbersAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            """
            select (data -> 'Meta' ->> 'number')::int
            from app.mt_events
            where type = 'usage_recorded' and data -> 'Meta' ->> 'number' is not null
            order by 1
            """);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var numbers = new List<int>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            numbers.Add(reader.GetInt32(0));
        return numbers;
    }
}
