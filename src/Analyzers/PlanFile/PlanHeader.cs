namespace Reo.PlanFile;

/// <summary>A line <c>#: name value</c>.</summary>
internal sealed class PlanHeader(string name, string value)
{
    public const string Tenant = "tenant";
    public const string Version = "version";
    public const string ETag = "etag";

    public string Name { get; } = name;

    public string Value { get; } = value;
}
