namespace Reo.Tenancy;

/// <summary>Free text by which people know a thing.</summary>
internal static class Names
{
    public const int MostCharacters = 100;

    public static bool IsUsable(string name) => name.Trim() is { Length: > 0 and <= MostCharacters } trimmed && !trimmed.Any(char.IsControl);
}
