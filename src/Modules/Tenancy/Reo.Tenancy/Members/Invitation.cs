using Marten;

namespace Reo.Tenancy.Members;

/// <summary>
/// A one-time token that somebody holds: it joins a tenant, or, for the installation, lets a person choose a new password. The token is
/// not here: <paramref name="Id"/> is its hash.
/// </summary>
internal sealed record Invitation(string Id, string PersonId, string TenantId, DateTimeOffset EndsAt)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    public static readonly TimeSpan ResetLifetime = TimeSpan.FromHours(24);

    private const string Prefix = "reo_inv_";

    public bool ResetsPassword => TenantId == Installation.TenantId;

    /// <summary>Makes a token for the person; older ones for the same tenant end.</summary>
    public static async Task<OneTimeLink> IssueAsync(
        IDocumentOperations installation, string personId, string tenantId, DateTimeOffset endsAt, CancellationToken cancellation)
    {
        await EndAsync(installation, personId, tenantId, cancellation);
        var token = Prefix + Secrets.NewSecret();
        installation.Store(new Invitation(Secrets.HashOf(token), personId, tenantId, endsAt));
        return new OneTimeLink(token, endsAt);
    }

    public static async Task EndAsync(IDocumentOperations installation, string personId, string tenantId, CancellationToken cancellation)
    {
        var open = await installation.Query<Invitation>().Where(invitation => invitation.PersonId == personId).ToListAsync(cancellation);
        foreach (var invitation in open.Where(invitation => invitation.TenantId == tenantId))
            installation.Delete<Invitation>(invitation.Id);
    }
}

/// <param name="Token">Shown to one person once. It stands behind # in the link, where no server or proxy logs it.</param>
/// <param name="EndsAt">When it stops working; it works once before that.</param>
internal sealed record OneTimeLink(string Token, DateTimeOffset EndsAt)
{
    public string Path => $"/invitation#{Token}";

    public override string ToString() => $"one-time link until {EndsAt:O}";
}
