namespace Reo.Tenancy.Tenants;

/// <summary>
/// A tenant's id begins every stream key and stands in every API key: 2 to 40 lower-case letters, digits and inner hyphens, so that it
/// is unambiguous in both.
/// </summary>
internal static class TenantIds
{
    public static bool IsValid(string id) =>
        id is { Length: >= 2 and <= 40 }
        && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && id[0] != '-' && id[^1] != '-';
}
