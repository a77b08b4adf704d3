using System.Security.Cryptography;
using System.Text;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Reo.Tenancy.Members;

namespace Reo.Tenancy.SignIn;

/// <summary>
/// Counts attempts per e-mail over all nodes, before the password is looked at: however many requests come at once, five passwords are
/// tried. An e-mail that nobody has is counted and locked like any other.
/// </summary>
internal sealed class SignInAttempts(NpgsqlDataSource database, Passwords passwords, TimeProvider clock)
{
    public const int Most = 5;

    public static readonly TimeSpan Lock = TimeSpan.FromMinutes(15);

    /// <summary>Null when the password is the person's; else the answer to give. A person who is null has no password.</summary>
    public async Task<ProblemHttpResult?> CheckAsync(IDocumentSession installation, Person person, string password, CancellationToken cancellation) =>
        (await CheckAsync(installation, person.Email, person, password, cancellation)).Refused;

    public async Task<(bool Matches, ProblemHttpResult? Refused)> CheckAsync(
        IDocumentSession installation, string email, Person? person, string password, CancellationToken cancellation)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes(email));
        var (attempt, endsAt) = await CountAsync(key, cancellation);
        if (attempt > Most)
            return (false, Problems.SignInLocked(endsAt - clock.GetUtcNow()));

        if (await passwords.MatchesAsync(installation, person, password, cancellation))
        {
            await ForgetAsync(key, cancellation);
            return (true, null);
        }

        if (attempt == Most && person is not null)
        {
            installation.Events.Append(person.Id, new SignInLocked(endsAt));
            await installation.SaveChangesAsync(cancellation);
        }

        return (false, Problems.WrongPassword);
    }

    private async Task<(int Attempt, DateTimeOffset EndsAt)> CountAsync(byte[] key, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(
            """
            insert into tenancy.sign_in_attempts as counted (email_hash, attempts, ends_at)
            values ($1, 1, $3)
            on conflict (email_hash) do update set
                attempts = case when counted.ends_at <= $2 then 1 else counted.attempts + 1 end,
                ends_at = case when counted.ends_at > $2 and counted.attempts >= $4 then counted.ends_at else $3 end
            returning attempts, ends_at
            """);
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(now + Lock);
        command.Parameters.AddWithValue(Most);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1));
    }

    /// <summary>Also of others whose time is over, so that guessed e-mails do not fill the table.</summary>
    private async Task ForgetAsync(byte[] key, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            delete from tenancy.sign_in_attempts
            where email_hash = $1 or ends_at <= $2
            """);
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>Makes the table before anybody signs in.</summary>
internal sealed class SignInAttemptsTable(NpgsqlDataSource database) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select pg_advisory_xact_lock(hashtext('reo tables'));
            create schema if not exists tenancy;
            create table if not exists tenancy.sign_in_attempts (
                email_hash bytea primary key,
                attempts int not null,
                ends_at timestamptz not null
            );
            create index if not exists sign_in_attempts_by_end on tenancy.sign_in_attempts (ends_at);
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
