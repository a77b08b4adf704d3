using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Npgsql;

namespace Reo.Tenancy.Members;

/// <param name="PasswordsSet">How often a password was set: zero says there is none, and a session ends when it rises.</param>
internal sealed record Person(string Id, string PersonId, string Email, int PasswordsSet = 0, bool IsOperator = false)
{
    public bool HasPassword => PasswordsSet > 0;

    public static string StreamOf(string personId) => $"{Installation.TenantId}/person/{personId}";

    /// <summary>Whether the text has the form of a person's id; nothing else may reach the database as one.</summary>
    public static bool IsId(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);

    public static Task<Person?> LoadAsync(IQuerySession installation, string personId, CancellationToken cancellation) =>
        installation.LoadAsync<Person>(StreamOf(personId), cancellation);

    public static async Task<Person?> FindAsync(IQuerySession installation, EmailAddress email, CancellationToken cancellation) =>
        await installation.LoadAsync<PersonEmail>(email.Value, cancellation) is { } found
            ? await LoadAsync(installation, found.PersonId, cancellation)
            : null;

    /// <summary>By person id, of those among the texts that are people.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> EmailsAsync(IDocumentStore store, IEnumerable<string> texts, CancellationToken cancellation)
    {
        await using var installation = store.QuerySession(Installation.TenantId);
        var people = await installation.LoadManyAsync<Person>(cancellation, [.. texts.Distinct().Where(IsId).Select(StreamOf)]);
        return people.ToDictionary(person => person.PersonId, person => person.Email, StringComparer.Ordinal);
    }

    /// <summary>Whether anybody can sign in here at all.</summary>
    public static async Task<bool> IsAnyAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select exists (select from app.mt_doc_personemail)");
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <param name="installation">The unit of work.</param>
    /// <param name="email">Nobody's so far.</param>
    /// <param name="next">What happened to the person at once.</param>
    public static Person Register(IDocumentOperations installation, EmailAddress email, params IEnumerable<object> next)
    {
        var personId = Guid.CreateVersion7().ToString("n");
        installation.Insert(new PersonEmail(email.Value, personId));
        installation.Events.StartStream<Person>(StreamOf(personId), [new PersonRegistered(email.Value), .. next]);
        return new Person(StreamOf(personId), personId, email.Value);
    }
}

/// <summary>Gives an e-mail to one person of the installation: the second insert of an id fails.</summary>
internal sealed record PersonEmail(string Id, string PersonId);

/// <summary>The hash of a person's password. Beside the events and not in them: events are for ever.</summary>
internal sealed record PersonPassword(string Id, string Hash)
{
    public override string ToString() => $"password of {Id}";
}

internal sealed class PersonProjection : SingleStreamProjection<Person, string>
{
    public PersonProjection()
    {
        IncludeType<PersonRegistered>();
        IncludeType<PasswordSet>();
        IncludeType<OperatorAppointed>();
        IncludeType<OperatorDismissed>();
    }

    public override Person? Evolve(Person? snapshot, string id, IEvent e) => e.Data switch
    {
        PersonRegistered registered => new Person(id, id[(id.LastIndexOf('/') + 1)..], registered.Email),
        PasswordSet => snapshot! with { PasswordsSet = snapshot.PasswordsSet + 1 },
        OperatorAppointed => snapshot! with { IsOperator = true },
        OperatorDismissed => snapshot! with { IsOperator = false },
        _ => snapshot,
    };
}
