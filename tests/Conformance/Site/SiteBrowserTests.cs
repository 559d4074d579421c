using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The built site in a real browser: light and dark, on a phone, with its search.</summary>
[Collection(ChromiumTests.Name)]
public sealed class SiteBrowserTests(Chromium chromium) : IAsyncLifetime
{
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
        await window.PictureAsync("site-landing");
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
    [InlineData("docs/states.html", "site-states", "document.querySelector('article pre.mermaid svg')?.getBoundingClientRect().height > 300")]
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
    public async Task The_search_needs_no_server()
    {
        await using var window = await chromium.OpenAsync();
        await GoToAsync(window, "docs/connections.html");
        var search = window.Page.Locator("#search-query");
        await window.UntilAsync("window.docfx?.searchReady === true");
        await search.FillAsync("DrainAsync");
        await window.UntilAsync("document.querySelectorAll('#search-results .sr-item').length > 0");
        await window.PictureAsync("site-search");
        Assert.Contains(
            await window.SeenAsync("#search-results .item-title"),
            title => title.Contains("Connections", StringComparison.Ordinal)
        );
        window.HasOnlyAskedFor(Address);
    }

    [Fact]
    public async Task A_phone_shows_every_page_without_scrolling_sideways()
    {
        await using var window = await chromium.OpenAsync(390, 844);
        var wide = new List<string>();
        var pages = BuiltSite.Pages().Where(page => !page.StartsWith("api/", StringComparison.Ordinal));
        foreach (var page in pages.Append("api/Pure.WebSockets.Protocol.html"))
        {
            await GoToAsync(window, page);
            if (page is "index.html" or "docs/faults.html" or "docs/tutorials/first-server.html" or "docs/performance.html")
                await window.PictureAsync($"site-phone-{Path.GetFileNameWithoutExtension(page)}");
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
