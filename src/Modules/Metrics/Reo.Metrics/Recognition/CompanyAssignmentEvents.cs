namespace Reo.Metrics.Recognition;

/// <summary>Whoever has the key is of the company, from then on. Event of the key's stream.</summary>
/// <param name="Kind">What the key is: <c>developer</c>, <c>email_domain</c>, <c>github_owner</c>, <c>linkedin_company</c> or <c>ip_range</c>.</param>
/// <param name="Key">Canonical.</param>
/// <param name="Company">Its domain, or its name.</param>
/// <param name="By">The person's id.</param>
internal sealed record CompanyAssigned(string Kind, string Key, string Company, string By);

/// <summary>The key says nothing any more.</summary>
internal sealed record CompanyUnassigned(string Kind, string Key, string By);
