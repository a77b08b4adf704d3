using Npgsql;
using Reo.Host.Database;
using Reo.Testing;

namespace Reo.Host.Tests;

public sealed class a_configured_connection_string(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const string Password = "not-the-password";

    [Fact]
    public async Task that_works_is_taken() => await ConfiguredServer.CheckAsync(database.ConnectionString, TestContext.Current.CancellationToken);

    [Fact]
    public async Task with_another_password_says_that_the_password_is_rejected() =>
        (await ProblemAsync(parts => parts.Password = Password)).ShouldContain("the password of user");

    [Fact]
    public async Task with_another_user_says_that_the_user_or_its_password_is_rejected() =>
        (await ProblemAsync(parts => parts.Username = "nobody-here")).ShouldContain("'nobody-here'");

    [Fact]
    public async Task with_another_database_says_that_it_does_not_exist() =>
        (await ProblemAsync(parts => parts.Database = "nothing-here")).ShouldContain("the database 'nothing-here' does not exist");

    [Fact]
    public async Task with_another_port_says_that_nothing_listens_there() =>
        (await ProblemAsync(parts => parts.Port = 1)).ShouldContain("nothing listens on port 1 of host '127.0.0.1'");

    [Fact]
    public async Task with_an_unknown_host_says_so() =>
        (await ProblemAsync(parts => parts.Host = "no-such-host.invalid")).ShouldContain("the host 'no-such-host.invalid' is not known");

    [Theory]
    [InlineData("Database=reo", "the host is missing")]
    [InlineData($"Host=localhost;Pasword={Password}", "'pasword'")]
    [InlineData($"Host=localhost;Port=many;Password={Password}", "it cannot be read")]
    [InlineData($"nonsense {Password}", "it cannot be read")]
    public async Task that_cannot_be_read_says_where_without_the_password(string connectionString, string fragment)
    {
        var problem = await Should.ThrowAsync<DatabaseRefusedException>(ConfiguredServer.CheckAsync(connectionString, TestContext.Current.CancellationToken));

        problem.Message.ShouldContain(fragment, Case.Insensitive);
        problem.ToString().ShouldNotContain(Password);
    }

    private async Task<string> ProblemAsync(Action<NpgsqlConnectionStringBuilder> change)
    {
        var parts = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var password = parts.Password!;
        change(parts);

        var problem = await Should.ThrowAsync<DatabaseRefusedException>(ConfiguredServer.CheckAsync(parts.ConnectionString, TestContext.Current.CancellationToken));

        problem.Message.ShouldStartWith("ConnectionStrings:reo: ");
        problem.Message.ShouldNotContain(password);
        problem.Message.ShouldNotContain(Password);
        return problem.Message;
    }
}
