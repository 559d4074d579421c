using Microsoft.Playwright;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The index of the reports, opened as a file in a real browser.</summary>
[Collection(ChromiumTests.Name)]
public sealed class IndexBrowserTests(Chromium chromium, Reports reports)
{
    private const int MostBytesOfIndex = 1024 * 1024;
    private const int MostBytesOfPages = 15 * 1024 * 1024;
    private const int MostBytes = 30 * 1024 * 1024;

    [Fact]
    public async Task Agents_stand_side_by_side_and_are_filtered_searched_and_sorted()
    {
        await using var window = await OpenAsync();
        var page = window.Page;
        Assert.Equal(["Always 1001", "Pure.WebSockets", "Wrong pongs"], await window.SeenAsync("#cases thead th[data-agent]"));
        Assert.Equal(Classic.All.Map(found => found.Id.Text), await RowsAsync(window));
        Assert.Equal(Classic.All.Count, reports.Entries.Count(entry => entry.Agent == Reports.Sound));
        Assert.Equal(["511", "511"], await window.SeenAsync("#summary td[data-v=missing]"));

        // By verdict: of any agent, then of one agent.
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Fail", Exact = true }).ClickAsync();
        Assert.Equal(IdsOf(entry => VerdictText.Of(entry.Behavior) == "FAILED"), await RowsAsync(window));
        Assert.Equal(["2 Pings/Pongs", "7 Close Handling"], await window.SeenAsync(".family h2"));
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Bad close" }).ClickAsync();
        Assert.Equal(IdsOf(entry => entry.IsFailure), await RowsAsync(window));
        await page.GetByLabel("Whose verdicts").SelectOptionAsync("Wrong pongs");
        Assert.Equal(IdsOf(entry => entry.IsFailure && entry.Agent == "Wrong pongs"), await RowsAsync(window));

        // The view is in the address, and restored from it.
        Assert.Equal($"{reports.Address}index.html#a=2&v=fail,badclose", page.Url);
        await page.ReloadAsync();
        Assert.Equal(IdsOf(entry => entry.IsFailure && entry.Agent == "Wrong pongs"), await RowsAsync(window));
        Assert.Equal(
            "true",
            await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Fail", Exact = true })
                .GetAttributeAsync("aria-pressed")
        );
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Clear" }).ClickAsync();
        Assert.Equal(517, (await RowsAsync(window)).Length);

        // By family and by words.
        await page.GetByLabel("Family").SelectOptionAsync("7");
        Assert.Equal(Classic.All.Filter(found => found.Id.Family == "7").Map(found => found.Id.Text), await RowsAsync(window));
        await page.GetByLabel("Search id, description and rule").FillAsync("7.3. REASON");
        var searched = await RowsAsync(window);
        Assert.Contains("7.3.4", searched);
        Assert.All(searched, id => Assert.StartsWith("7.3.", id, StringComparison.Ordinal));
        await page.GetByLabel("Search id, description and rule").FillAsync("no such case");
        Assert.Equal(["No case matches."], await window.SeenAsync("#nothing"));

        // By time.
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Clear" }).ClickAsync();
        await page.GetByLabel("Order").SelectOptionAsync("Slowest first: Always 1001");
        var slowest = reports
            .Entries.Filter(entry => entry.Agent == "Always 1001")
            .OrderByDescending(entry => entry.Milliseconds)
            .Select(entry => entry.Milliseconds);
        Assert.Equal(
            slowest,
            await window.AskAsync<int[]>(
                "[...document.querySelectorAll('.case')].map(row => row.querySelector('td[data-v]').dataset.ms).filter(Boolean).map(Number)"
            )
        );
        Assert.Empty(await window.SeenAsync(".family h2"));
        window.HasOnlyAskedFor(reports.Address + "index.html");
    }

    [Fact]
    public async Task Keys_are_enough()
    {
        await using var window = await OpenAsync();
        var keys = window.Page.Keyboard;
        await keys.PressAsync("?");
        Assert.Contains("search", await window.SeenAsync("dialog[open] dd"));
        await keys.PressAsync("Escape");
        Assert.Empty(await window.SeenAsync("dialog[open]"));

        await keys.PressAsync("f");
        Assert.Equal(IdsOf(entry => entry.IsFailure), await RowsAsync(window));
        await keys.PressAsync("Escape");
        await keys.PressAsync("/");
        await keys.TypeAsync("1.1.");
        await keys.PressAsync("Enter");
        Assert.Equal("case-1.1.1", await CurrentAsync(window));
        await keys.PressAsync("j");
        await keys.PressAsync("j");
        Assert.Equal("case-1.1.3", await CurrentAsync(window));
        await keys.PressAsync("k");
        Assert.Equal("case-1.1.2", await CurrentAsync(window));
        await keys.PressAsync("l");
        await keys.PressAsync("Enter");
        await window.ArriveAsync("/pure_websockets_case_1_1_2.html");
        Assert.Equal("Case 1.1.2", await window.Page.InnerTextAsync("h1"));
        window.HasOnlyAskedFor(reports.Address);
    }

    [Fact]
    public async Task Light_and_dark_are_changed_and_kept()
    {
        await using var window = await OpenAsync();
        var light = await window.AskAsync<string>("getComputedStyle(document.body).backgroundColor");
        await window.PictureAsync("index-light");
        await window.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Light / dark" }).ClickAsync();
        var dark = await window.AskAsync<string>("getComputedStyle(document.body).backgroundColor");
        await window.PictureAsync("index-dark");
        Assert.NotEqual(light, dark);
        await window.Page.ReloadAsync();
        Assert.Equal(dark, await window.AskAsync<string>("getComputedStyle(document.body).backgroundColor"));
        await window.GoToAsync(reports.Address + "wrong_pongs_case_2_2.html");
        Assert.Equal(dark, await window.AskAsync<string>("getComputedStyle(document.body).backgroundColor"));
        await window.PictureAsync("case-dark");
    }

    [Fact]
    public async Task A_phone_shows_all_of_it_without_scrolling_sideways()
    {
        await using var window = await OpenAsync(390, 844);
        await window.PictureAsync("index-phone");
        Assert.True(await window.FitsAsync());
        await window.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Fail", Exact = true }).TapAsync();
        Assert.Equal(IdsOf(entry => VerdictText.Of(entry.Behavior) == "FAILED"), await RowsAsync(window));
        await window.PictureAsync("index-phone-failures");
        Assert.True(await window.FitsAsync());
        await window.Page.Locator("#case-2\\.2 td[data-v=fail] a").ClickAsync();
        await window.ArriveAsync("/wrong_pongs_case_2_2.html");
        window.HasOnlyAskedFor(reports.Address);
    }

    [Fact]
    public async Task Families_fold_on_a_phone()
    {
        await using var window = await OpenAsync(390, 844);
        Assert.Empty(await RowsAsync(window));
        Assert.Equal(Classic.All.Map(found => found.Id.Family).Distinct().Count(), (await window.SeenAsync(".family h2")).Length);
        Assert.Equal("517 cases", Assert.Single(await window.SeenAsync("#count")));
        var button = window.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "The cases of 2 Pings/Pongs" });
        await button.TapAsync();
        Assert.Equal(Classic.All.Filter(found => found.Id.Family == "2").Map(found => found.Id.Text), await RowsAsync(window));
        Assert.Equal("true", await button.GetAttributeAsync("aria-expanded"));
        await window.PictureAsync("index-phone-family");
        Assert.True(await window.FitsAsync());
        await button.TapAsync();
        Assert.Empty(await RowsAsync(window));

        // The target of a link is shown, and so is a selection; only other rows are folded.
        await window.GoToAsync(reports.Address + "index.html#case-7.3.1");
        await window.UntilAsync("document.getElementById('case-7.3.1').checkVisibility()");
        Assert.Equal(Classic.All.Filter(found => found.Id.Family == "7").Map(found => found.Id.Text), await RowsAsync(window));
        await window.Page.GetByLabel("Search id, description and rule").FillAsync("1.1.");
        Assert.Contains("1.1.1", await RowsAsync(window));

        // A wide window folds nothing.
        await window.Page.SetViewportSizeAsync(1280, 800);
        await window.Page.GetByLabel("Search id, description and rule").FillAsync("");
        await window.UntilAsync("[...document.querySelectorAll('tr.case')].every(row => row.checkVisibility())");
        Assert.Empty(await window.SeenAsync(".family button"));
    }

    [Fact]
    public async Task The_whole_catalogue_of_four_agents_is_small_and_opens()
    {
        using var folder = new TemporaryFolder();
        Reports.WriteWhole(folder, "one", "another", "a third", "the last");
        var files = new DirectoryInfo(folder.Path).GetFiles().ToLookup(file => file.Extension, file => file.Length);
        var (index, pages, all) = (
            new FileInfo(Path.Combine(folder.Path, "index.html")).Length,
            files[".html"].Sum(),
            files.Sum(extension => extension.Sum())
        );
        TestContext.Current.TestOutputHelper?.WriteLine($"index.html {index:N0} bytes, all pages {pages:N0}, the folder {all:N0}");
        await using var window = await chromium.OpenAsync();
        await window.GoToAsync(Reports.AddressOf(folder) + "index.html");
        await window.UntilAsync("performance.getEntriesByType('navigation')[0].loadEventEnd > 0");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"the index was loaded after {await window.AskAsync<double>("performance.getEntriesByType('navigation')[0].loadEventEnd"):0} ms"
        );
        Assert.Equal(517 * 4, await window.AskAsync<int>("document.querySelectorAll('.case td:is([data-v=ok], [data-v=info]) a').length"));
        Assert.Equal(517, (await RowsAsync(window)).Length);
        Assert.InRange(index, 1, MostBytesOfIndex);
        Assert.InRange(pages, index, MostBytesOfPages);
        Assert.InRange(all, pages, MostBytes);
        window.HasOnlyAskedFor(Reports.AddressOf(folder) + "index.html");
    }

    private static Task<string[]> RowsAsync(Window window) => window.SeenAsync("tr.case > th");

    private static Task<string> CurrentAsync(Window window) => window.AskAsync<string>("document.activeElement.closest('tr')?.id ?? ''");

    private IEnumerable<string> IdsOf(Func<IndexEntry, bool> isShown) =>
        reports.Entries.Filter(isShown).Map(entry => entry.Id).Distinct().Order().Select(id => id.Text);

    private async Task<Window> OpenAsync(int width = 1280, int height = 800)
    {
        var window = await chromium.OpenAsync(width, height);
        await window.GoToAsync(reports.Address + "index.html");
        return window;
    }
}
