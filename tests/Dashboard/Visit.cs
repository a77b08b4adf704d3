using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Reo.Dashboard.Tests;

/// <summary>Somebody's visit to the dashboard, with what the browser complained of meanwhile.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly IBrowserContext _context;

    public Visit(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            // A refused post is told by the page too.
            if (message.Type == "error" && !message.Text.Contains("status of 4", StringComparison.Ordinal))
                _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    /// <summary>What scripts and the content security policy had to say; none is right.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public async Task SignInAsync(string email, string password)
    {
        await Page.GotoAsync("/sign-in");
        await Page.GetByLabel("E-mail").FillAsync(email);
        await Page.GetByLabel("Password").FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Heading("Overview").WaitForAsync();
    }

    /// <summary>Opens a page and waits until it answers clicks.</summary>
    public async Task OpenAsync(string path, string heading)
    {
        await Page.GotoAsync(path);
        await Heading(heading).WaitForAsync();
        await AliveAsync();
    }

    public Task AliveAsync() => Page.Locator(".reo-shell[data-alive]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

    /// <summary>The button that does something, by its name in the page.</summary>
    public ILocator Act(string name) => Page.Locator($"[data-act='{name}']");

    /// <summary>Presses the button of the question that is asked first.</summary>
    public Task ConfirmAsync(string text) =>
        Page.Locator(".rz-dialog").GetByRole(AriaRole.Button, new() { Name = text, Exact = true }).ClickAsync();

    /// <summary>Waits until the page says so at its edge.</summary>
    public Task SaidAsync(string text) => Page.Locator(".rz-notification", new() { HasText = text }).First.WaitForAsync();

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1, Exact = true });

    /// <summary>Keeps a picture of the page beside the test results.</summary>
    public async Task PictureAsync(string name)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "pictures");
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
