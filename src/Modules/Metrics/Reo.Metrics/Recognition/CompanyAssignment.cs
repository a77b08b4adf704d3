using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using JasperFx.Events;
using Marten.Events.Aggregation;
using Reo.Ingestion.Contracts;
using Reo.Metrics.Plan;

namespace Reo.Metrics.Recognition;

/// <summary>What an Admin can assign a company to.</summary>
internal sealed partial record AssignmentKey(string Kind, string Key)
{
    public const string Developer = "developer";
    public const string EmailDomain = "email_domain";
    public const string GitHubOwner = "github_owner";
    public const string LinkedInCompany = "linkedin_company";
    public const string IpRange = "ip_range";

    public static readonly string[] Kinds = [Developer, EmailDomain, GitHubOwner, LinkedInCompany, IpRange];

    /// <summary>Of a key in any spelling; null when it is no key of the kind.</summary>
    public static AssignmentKey? Read(string kind, string key)
    {
        var canonical = kind switch
        {
            Developer => DeveloperIdentity.Read(key),
            EmailDomain => DomainNames.Canonical(key.Trim().TrimStart('@')),
            GitHubOwner => DeveloperIdentity.Canonical(UserIdTypes.GitHub, key),
            LinkedInCompany => CompanyPage.Match(key.Trim()) is { Success: true } page ? page.Groups["name"].Value.ToLowerInvariant() : null,
            IpRange => Range(key.Trim()),
            _ => null,
        };
        return canonical is null ? null : new AssignmentKey(kind, canonical);
    }

    /// <summary>Its key names nobody: it outlives an erasure.</summary>
    public string StreamOf(string tenantId) =>
        $"{tenantId}/company-assignment/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Kind}\n{Key}")))}";

    /// <summary>An address alone is a range of one. PostgreSQL takes no range with bits set behind its prefix.</summary>
    private static string? Range(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address) || address.ScopeIdOrZero() != 0)
            return null;

        var bits = address.GetAddressBytes();
        var length = bits.Length * 8;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, provider: null, out length) || length > bits.Length * 8))
            return null;

        for (var bit = length; bit < bits.Length * 8; bit++)
            bits[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return $"{new IPAddress(bits)}/{length}";
    }

    [GeneratedRegex(
        @"^((https?:)?//)?(([a-z0-9-]+\.)?linkedin\.com/company/)?(?<name>[^\s/?#@:]{1,200})/?([?#].*)?$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CompanyPage { get; }
}

file static class Addresses
{
    public static long ScopeIdOrZero(this IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}

/// <summary>Which company a key is assigned to, from the key's stream; none when it was taken back.</summary>
internal sealed record CompanyAssignment(string Id, string? Company)
{
    private const int LongestName = 200;

    /// <summary>A domain in its one spelling, or a name as it is; null when it is neither.</summary>
    public static string? ReadCompany(string company)
    {
        var name = company.Trim();
        return DomainNames.Canonical(name) ?? (name.Length > 0 && PlanTexts.IsLine(name, LongestName) ? name : null);
    }

    public static CompanyAssigned? Assign(CompanyAssignment? known, AssignmentKey key, string company, string by) =>
        known?.Company == company ? null : new CompanyAssigned(key.Kind, key.Key, company, by);

    public static CompanyUnassigned? Unassign(CompanyAssignment? known, AssignmentKey key, string by) =>
        known?.Company is null ? null : new CompanyUnassigned(key.Kind, key.Key, by);
}

internal sealed class CompanyAssignmentProjection : SingleStreamProjection<CompanyAssignment, string>
{
    public CompanyAssignmentProjection()
    {
        IncludeType<CompanyAssigned>();
        IncludeType<CompanyUnassigned>();
    }

    public override CompanyAssignment? Evolve(CompanyAssignment? snapshot, string id, IEvent e) => new(id, (e.Data as CompanyAssigned)?.Company);
}
