using Reo.Tenancy.Members;

namespace Reo.Tenancy.SignIn;

/// <summary>
/// A browser in which somebody signed in. The cookie holds the id whose hash is <paramref name="Id"/>; who the person is and what they may
/// do is looked up at each request.
/// </summary>
/// <param name="TenantId">The tenant in use; none for an operator who is in no tenant.</param>
/// <param name="PasswordsSet">The number of the person's password at the time: with a newer one the session has ended.</param>
/// <param name="EndsAt">The end, however busy it is.</param>
internal sealed record Session(string Id, string PersonId, string? TenantId, int PasswordsSet, DateTimeOffset EndsAt)
{
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(30);

    public bool IsOpen(Person person, DateTimeOffset now) => PasswordsSet == person.PasswordsSet && now < EndsAt;

    public override string ToString() => $"session of {PersonId}";
}
