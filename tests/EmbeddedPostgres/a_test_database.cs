using Reo.Testing;

namespace Reo.EmbeddedPostgres.Tests;

public sealed class a_test_database(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task is_empty_and_named_after_the_test_class()
    {
        await using var command = database.DataSource.CreateCommand("select current_database()");

        var name = (string?)await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);

        name.ShouldStartWith("a_test_database_");
    }
}
