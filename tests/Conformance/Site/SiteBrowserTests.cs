using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The built site in a real browser: light and dark, on a phone, with its search.</summary>
[Collection(ChromiumTests.Name)]
public sealed class SiteBrowserTests(Chromium chromium) : IAsyncLifetime
{
    /// <summary>The pages of which a phone makes pictures. The last one has a navigation beside it.</summary>
    private static readonly string[] Pictured =
    [
        "index.html",
        "docs/states.html",
        "docs/migration.html",
        "api/Pure.WebSockets.Protocol.html",
        "docs/tutorials/first-server.html",
    ];

    private WebApplication? site;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Address => $"{site!.Urls.Single()}/";

    public async ValueTask InitializeAsync()
    {
        BuiltSite.Require();
        site = await BuiltSite.ServeAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (site is not null) await site.DisposeAsync();
    }

    [Fact]
    public async Task A_reader_goes_from_the_landing_page_to_a_tutorial_and_on_by_the_navigation()
    {
        await using var window = await chromium.OpenAsync();
        await GoToAsync(window, "index.html");
        await window.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Test your server in five minutes" }).ClickAsync();
        await window.ArriveAsync("/docs/tutorials/test-a-server.html");
        await NavigationAsync(window);
        await window.PictureAsync("site-tutorial");
        await window.Page.GetByPlaceholder("Filter by title").FillAsync("Faulty");
        await window.Page.Locator("#toc").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "Faulty peers" }).ClickAsync();
        await window.ArriveAsync("/docs/faults.html");
        await NavigationAsync(window);
        Assert.Contains("Faulty peers", await window.SeenAsync("#toc li.active > a"));
        await window.PictureAsync("site-faults");
        window.HasOnlyAskedFor(Address);
    }

    [Theory]
    [InlineData("index.html", "site-landing", "document.querySelectorAll('article table a').length > 5")]
    [InlineData("docs/tutorials/first-server.html", "site-first-server", "document.querySelectorAll('article code.hljs').length > 3")]
    [InlineData("docs/migration.html", "site-migration", "document.querySelectorAll('article table').length > 5")]
    [InlineData("docs/states.html", "site-states", "document.querySelector('pre.mermaid svg')?.getBoundingClientRect().height > 300")]
    [InlineData("docs/performance.html", "site-performance", "[...document.images].every(one => one.complete && one.naturalWidth > 0)")]
    [InlineData("docs/driving-the-core.html", "site-code", "document.querySelectorAll('article code.hljs').length > 5")]
    [InlineData("api/Pure.WebSockets.Protocol.html", "site-api", "document.querySelector('#toc .active') !== null")]
    [InlineData("api/Pure.WebSockets.Host.WebSocketServerOptions.html", "site-options", "document.querySelector('#toc .active') !== null")]
    public async Task A_page_shows_its_pictures_and_code_in_light_and_in_dark(string page, string picture, string isShown)
    {
        await using var window = await chromium.OpenAsync(height: 1000);
        await GoToAsync(window, page);
        await window.UntilAsync(isShown);
        await window.PictureAsync(picture);
        var light = await BackgroundAsync(window);
        await window.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await GoToAsync(window, page);
        await window.UntilAsync(isShown);
        await window.PictureAsync($"{picture}-dark");
        Assert.NotEqual(light, await BackgroundAsync(window));
        window.HasOnlyAskedFor(Address);
    }

    [Fact]
    public async Task A_click_makes_the_words_of_a_diagram_larger()
    {
        await using var window = await chromium.OpenAsync(height: 1000);
        await GoToAsync(window, "docs/states.html");
        const string Width = "document.querySelector('pre.mermaid svg')?.getBoundingClientRect().width ?? 0";
        await window.UntilAsync($"{Width} > 300");
        var narrow = await window.AskAsync<double>(Width);
        await window.Page.Locator("pre.mermaid svg").ClickAsync();
        await window.UntilAsync($"{Width} > 1.5 * {narrow.ToString(CultureInfo.InvariantCulture)}");
        await window.PictureAsync("site-diagram");
        Assert.True(await window.FitsAsync());
        window.HasOnlyAskedFor(Address);
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light, "site-search")]
    [InlineData(1280, ColorScheme.Dark, "site-search-dark")]
    [InlineData(390, ColorScheme.Light, "site-phone-search")]
    [InlineData(390, ColorScheme.Dark, "site-phone-search-dark")]
    public async Task The_search_needs_no_server(int width, ColorScheme scheme, string picture)
    {
        await using var window = await chromium.OpenAsync(width);
        await window.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
        await GoToAsync(window, "docs/connections.html");
        await window.UntilAsync("window.docfx?.searchReady === true");
        if (width < 500) await window.Page.GetByLabel("Toggle navigation").ClickAsync();
        await window.Page.Locator("#search-query").FillAsync("DrainAsync");
        await window.UntilAsync("document.querySelectorAll('#search-results .sr-item').length > 0");
        await window.PictureAsync(picture);
        var titles = await window.SeenAsync("#search-results .item-title");
        Assert.Contains(titles, title => title == "Connections");
        Assert.Contains(titles, title => title == "Class WebSocketServer");
        Assert.True(await window.FitsAsync());
        window.HasOnlyAskedFor(Address);
    }

    [Theory]
    [InlineData(ColorScheme.Light, "")]
    [InlineData(ColorScheme.Dark, "-dark")]
    public async Task A_phone_shows_a_page_and_its_navigation(ColorScheme scheme, string suffix)
    {
        await using var window = await chromium.OpenAsync(390, 844);
        await window.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
        foreach (var page in Pictured)
        {
            await GoToAsync(window, page);
            await window.UntilAsync("[...document.querySelectorAll('article pre')].every(one => one.querySelector('.hljs, svg'))");
            await window.PictureAsync($"site-phone-{Path.GetFileNameWithoutExtension(page)}{suffix}");
        }

        await window.Page.GetByLabel("Show table of contents").ClickAsync();
        await window.UntilAsync("document.querySelector('#tocOffcanvas.show #toc li.active') !== null");
        await window.PictureAsync($"site-phone-navigation{suffix}");
        window.HasOnlyAskedFor(Address);
    }

    [Fact]
    public async Task A_phone_shows_every_page_without_scrolling_sideways()
    {
        await using var window = await chromium.OpenAsync(390, 844);
        var wide = new List<string>();
        var pages = BuiltSite.Pages().Where(page => !page.StartsWith("api/", StringComparison.Ordinal)).Concat(Pictured).Distinct();
        foreach (var page in pages)
        {
            await GoToAsync(window, page);
            if (!await window.FitsAsync()) wide.Add(page);
        }

        Assert.Empty(wide);
        window.HasOnlyAskedFor(Address);
    }

    private static Task<string> BackgroundAsync(Window window) =>
        window.AskAsync<string>("getComputedStyle(document.body).backgroundColor");

    /// <summary>Waits for the navigation, which a script adds to the page.</summary>
    private static Task NavigationAsync(Window window) => window.UntilAsync("document.querySelector('#toc li.active') !== null");

    private async Task GoToAsync(Window window, string page)
    {
        await window.GoToAsync(Address + page);
        await window.UntilAsync("document.querySelectorAll('#navbar a').length > 3");
    }
}
