namespace Reo.Tenancy.Members;

/// <summary>Somebody is known to the installation from here on. The only event with personal data.</summary>
/// <param name="Email">Canonical: in lower case.</param>
internal sealed record PersonRegistered(string Email);

/// <summary>The person chose a password; sessions that began with an earlier one have ended.</summary>
internal sealed record PasswordSet;

/// <summary>Too many wrong passwords: the person cannot sign in until then.</summary>
internal sealed record SignInLocked(DateTimeOffset Until);

/// <summary>The person may create tenants.</summary>
/// <param name="By">Who said so.</param>
internal sealed record OperatorAppointed(string By);

/// <summary>The person may no longer create tenants.</summary>
/// <param name="By">Who said so.</param>
internal sealed record OperatorDismissed(string By);
