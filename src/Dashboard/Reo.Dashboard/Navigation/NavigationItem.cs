namespace Reo.Dashboard.Navigation;

/// <summary>An entry of the dashboard's menu, by whichever module has the page.</summary>
/// <param name="Section">The heading it stands under; see <see cref="Sections"/>.</param>
/// <param name="Text">What people read.</param>
/// <param name="Href">The page, from the root: <c>/developers</c>.</param>
/// <param name="Icon">A name of Material Symbols.</param>
/// <param name="Order">Its place in the section, from the smallest.</param>
/// <param name="Policy">Shown to those whom this authorization policy lets in; null for every member.</param>
public sealed record NavigationItem(string Section, string Text, string Href, string Icon, int Order, string? Policy = null);

/// <summary>The headings of the menu, in their order.</summary>
public static class Sections
{
    public const string Usage = "Usage";
    public const string Reports = "Reports";
    public const string Operations = "Operations";
    public const string Settings = "Settings";

    public static IReadOnlyList<string> All { get; } = [Usage, Reports, Operations, Settings];
}
