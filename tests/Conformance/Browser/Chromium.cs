using Microsoft.Playwright;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// One headless Chromium for all tests of a collection: the installed one, none is downloaded. Without one a test is skipped, unless
/// PUREWS_REQUIRE_PEERS is 1.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Starts the browser, if it is installed.</summary>
    public async ValueTask InitializeAsync()
    {
        if (Program() is not { } program) return;
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = program,
                Headless = true,
                Args = ["--no-sandbox"],
            }
        );
    }

    /// <summary>A new window with its own storage.</summary>
    /// <param name="width">In CSS pixels. Below 500 it is a phone, with touch and a phone's page width.</param>
    /// <param name="height">In CSS pixels.</param>
    public async Task<Window> OpenAsync(int width = 1280, int height = 800)
    {
        if (browser is null)
        {
            var reason = $"Chromium is not installed: none of {string.Join(", ", Programs)} is in PATH";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("PUREWS_REQUIRE_PEERS") == "1", reason);
            Assert.Fail(reason);
        }

        var isPhone = width < 500;
        var context = await browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = height },
                IsMobile = isPhone,
                HasTouch = isPhone,
                ColorScheme = ColorScheme.Light,
            }
        );
        return new Window(context, await context.NewPageAsync());
    }

    /// <summary>Ends the browser.</summary>
    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.CloseAsync();
        playwright?.Dispose();
    }

    private static string? Program() =>
        (from program in Programs
         from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
         select Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
