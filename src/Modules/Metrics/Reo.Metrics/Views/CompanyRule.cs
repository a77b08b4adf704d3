namespace Reo.Metrics.Views;

/// <summary>Why somebody is thought to be of a company: the first that matches, in this order.</summary>
internal enum CompanyRule
{
    /// <summary>An Admin assigned one of the developer's identities.</summary>
    AssignedDeveloper = 1,

    /// <summary>An Admin assigned the domain of the e-mail, or the payload's.</summary>
    AssignedDomain = 2,

    /// <summary>An Admin assigned the GitHub account: the identity's own, or <c>meta.github_owner</c>.</summary>
    AssignedGitHubOwner = 3,

    /// <summary>An Admin assigned the LinkedIn company of <c>meta.linkedin_company</c>.</summary>
    AssignedLinkedInCompany = 4,

    /// <summary>The registrable domain of the e-mail.</summary>
    EmailDomain = 5,

    /// <summary>The registrable domain of the payload's <c>domain</c>.</summary>
    PayloadDomain = 6,

    /// <summary>An address range that an Admin assigned.</summary>
    AssignedAddressRange = 7,

    /// <summary>The imported address ranges.</summary>
    AddressOrganization = 8,
}

/// <summary>How sure a company is by a rule.</summary>
internal enum Confidence
{
    Low,
    Medium,
    High,
    Certain,
}

internal static class CompanyRules
{
    public static readonly CompanyRule[] All = Enum.GetValues<CompanyRule>();

    public static string Name(CompanyRule rule) => rule switch
    {
        CompanyRule.AssignedDeveloper => "assigned_developer",
        CompanyRule.AssignedDomain => "assigned_domain",
        CompanyRule.AssignedGitHubOwner => "assigned_github_owner",
        CompanyRule.AssignedLinkedInCompany => "assigned_linkedin_company",
        CompanyRule.EmailDomain => "email_domain",
        CompanyRule.PayloadDomain => "payload_domain",
        CompanyRule.AssignedAddressRange => "assigned_address_range",
        CompanyRule.AddressOrganization => "address_organization",
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, message: null),
    };

    /// <summary>For people.</summary>
    public static string InWords(string name) => All.First(rule => Name(rule) == name) switch
    {
        CompanyRule.AssignedDeveloper => "An Admin assigned the developer",
        CompanyRule.AssignedDomain => "An Admin assigned the domain",
        CompanyRule.AssignedGitHubOwner => "An Admin assigned the GitHub account",
        CompanyRule.AssignedLinkedInCompany => "An Admin assigned the LinkedIn company",
        CompanyRule.EmailDomain => "The domain of the e-mail address",
        CompanyRule.PayloadDomain => "The domain that the product posted",
        CompanyRule.AssignedAddressRange => "An Admin assigned the address range",
        _ => "The organisation that the IP address belongs to",
    };

    public static Confidence Confidence(CompanyRule rule) => rule switch
    {
        <= CompanyRule.AssignedLinkedInCompany => Views.Confidence.Certain,
        CompanyRule.EmailDomain => Views.Confidence.High,
        CompanyRule.AddressOrganization => Views.Confidence.Low,
        _ => Views.Confidence.Medium,
    };

    /// <summary>The rules' numbers in the tables, for whoever joins them.</summary>
    public static string Table =>
        $"""
        create table if not exists reports.company_rules (
            company_rule smallint primary key,
            name text not null,
            confidence text not null
        );
        comment on table reports.company_rules is 'What the numbers in company_rule mean; the first that matches wins';
        insert into reports.company_rules (company_rule, name, confidence)
        values {string.Join(", ", All.Select(rule => $"({rule:d}, '{Name(rule)}', '{Confidence(rule).ToString().ToLowerInvariant()}')"))}
        on conflict (company_rule) do update set name = excluded.name, confidence = excluded.confidence;
        """;
}
