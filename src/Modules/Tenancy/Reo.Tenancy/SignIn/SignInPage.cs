namespace Reo.Tenancy.SignIn;

public sealed partial class SignInPage
{
    public const string Path = "/sign-in";

    /// <summary>The page, which leads back to where the person wanted to go.</summary>
    internal static string AddressFor(string wanted) => wanted == "/" ? Path : $"{Path}?to={Uri.EscapeDataString(wanted)}";

    /// <summary>A path of this site: whoever made the link cannot send the person elsewhere.</summary>
    internal static string Local(string? to) =>
        to is ['/', ..] and not ['/', '/' or '\\', ..] && !to.Any(char.IsControl) ? to : "/";
}
