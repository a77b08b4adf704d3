using Microsoft.Playwright;

namespace Reo.Dashboard.Tests;

/// <summary>
/// Chromium without a window, one for all tests: Debian's package <c>chromium</c>, or the one that the environment variable
/// <c>REO_CHROMIUM</c> names.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] _places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright _playwright = null!;
    private IBrowser _chromium = null!;

    public async ValueTask InitializeAsync()
    {
        var program = Environment.GetEnvironmentVariable("REO_CHROMIUM")
            ?? _places.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("The tests of the dashboard need Chromium: install Debian's package chromium, or set REO_CHROMIUM to the program.");
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        _playwright.Dispose();
    }

    /// <summary>A browser that has never been here. Whatever the page's script complains of fails the visit when it ends.</summary>
    internal async Task<Visit> VisitAsync(Uri site)
    {
        var context = await _chromium.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = site.ToString(),
            ViewportSize = new ViewportSize { Width = 1280, Height = 900 },
            TimezoneId = "Asia/Kolkata",
            Locale = "en-GB",
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        context.SetDefaultTimeout(20_000);
        return new Visit(context, await context.NewPageAsync());
    }
}
