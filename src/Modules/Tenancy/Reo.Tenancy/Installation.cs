namespace Reo.Tenancy;

/// <summary>People are known to the whole installation: their streams and documents stand under a tenant that no customer can have.</summary>
internal static class Installation
{
    public const string TenantId = "_installation";

    /// <summary><c>By</c> of what an operator did with the host's commands.</summary>
    public const string CommandLine = "command line";
}
