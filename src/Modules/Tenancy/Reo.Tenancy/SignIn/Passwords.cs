using Marten;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Reo.Tenancy.Members;

namespace Reo.Tenancy.SignIn;

/// <summary>Why a new password was not taken.</summary>
internal enum PasswordProblem
{
    TooShort,
    TooLong,
    TooSimple,
}

/// <summary>
/// Hashes passwords with the framework's hasher. Hashing is slow on purpose, so at most one per processor runs at a time: people who sign
/// in wait for each other, the rest of the host does not.
/// </summary>
internal sealed class Passwords : IDisposable
{
    public const int LeastCharacters = 12;
    public const int MostCharacters = 256;

    // OWASP's figure for PBKDF2 with HMAC-SHA512.
    private const int Iterations = 210_000;

    private readonly PasswordHasher<Person> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly SemaphoreSlim turn = new(Environment.ProcessorCount);
    private readonly Lazy<string> hashOfNobody;

    public Passwords() => hashOfNobody = new Lazy<string>(() => hasher.HashPassword(Nobody, Secrets.NewSecret()));

    private static Person Nobody { get; } = new("", "", "");

    /// <summary>Null when the password may be taken.</summary>
    public static PasswordProblem? Refuse(string password, string email) => password.Length switch
    {
        < LeastCharacters => PasswordProblem.TooShort,
        > MostCharacters => PasswordProblem.TooLong,
        _ when password.Distinct().Count() < 5 || password.Contains(email, StringComparison.OrdinalIgnoreCase) => PasswordProblem.TooSimple,
        _ => null,
    };

    /// <summary>Puts the new password into the session's unit of work; all sessions of the person end with it.</summary>
    public async Task SetAsync(IDocumentSession installation, Person person, string password, CancellationToken cancellation)
    {
        var stream = await installation.Events.FetchForWriting<Person>(person.Id, cancellation);
        stream.AppendOne(new PasswordSet());
        installation.Store(new PersonPassword(person.PersonId, await HashAsync(password, cancellation)));
        foreach (var session in await installation.Query<Session>().Where(session => session.PersonId == person.PersonId).ToListAsync(cancellation))
            installation.Delete<Session>(session.Id);
    }

    /// <summary>Takes as long for nobody, and for a person without a password, as for everybody else.</summary>
    public async Task<bool> MatchesAsync(IDocumentSession installation, Person? person, string password, CancellationToken cancellation)
    {
        var kept = person is null ? null : await installation.LoadAsync<PersonPassword>(person.PersonId, cancellation);
        var result = await InTurnAsync(() => hasher.VerifyHashedPassword(person ?? Nobody, kept?.Hash ?? hashOfNobody.Value, Cut(password)), cancellation);
        if (kept is null || result == PasswordVerificationResult.Failed)
            return false;

        if (result == PasswordVerificationResult.SuccessRehashNeeded)
            installation.Store(kept with { Hash = await HashAsync(password, cancellation) });
        return true;
    }

    public void Dispose() => turn.Dispose();

    public Task<string> HashAsync(string password, CancellationToken cancellation) =>
        InTurnAsync(() => hasher.HashPassword(Nobody, password), cancellation);

    private async Task<T> InTurnAsync<T>(Func<T> hash, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            return await Task.Run(hash, cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    // No kept password is longer, so what is cut off could not have matched; a long text costs no more than a short one.
    private static string Cut(string password) =>
        password.Length <= MostCharacters ? password : password[..(MostCharacters + 1)];
}
