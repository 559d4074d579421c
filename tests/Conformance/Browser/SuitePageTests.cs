using Microsoft.Playwright;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The page at / in a real browser, which is the peer under test.</summary>
[Collection(ChromiumTests.Name)]
public sealed class SuitePageTests(Chromium chromium)
{
    private static readonly string[] Kinds = ["ok", "nonStrict", "informational", "unimplemented", "failed"];

    [Fact]
    public async Task The_browser_runs_the_cases_of_a_file()
    {
        var own = Exported.Read(
            """
            {"cases": [
              {
                "id": "P.1", "description": "Send a ping and a text message.", "expected": "Both are answered.", "rule": "RFC 6455 §5.5.2",
                "send": [{"ping": "?"}, {"text": "Hello"}, {"failAfter": 30}],
                "expect": {"events": [{"pong": "?"}, {"text": "Hello"}], "pongsMayOvertake": true}
              }
            ]}
            """
        );
        await using var tested = Tested.With(options => options with { Cases = own });
        await using var window = await chromium.OpenAsync();
        await window.GoToAsync($"http://{tested.Server.EndPoint}/");
        await window.UntilAsync("document.body.dataset.state === 'ready'");
        Assert.Equal(["P"], await window.SeenAsync("#families label > span:nth-of-type(1)"));
        await window.Page.GetByLabel("Name in the report").FillAsync("The browser");
        await window.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Run" }).ClickAsync();
        await window.UntilAsync("document.body.dataset.state === 'done'");
        Assert.Equal(Verdict.Ok, Assert.Single(tested.Entries("The browser")).Behavior);
    }

    [Fact]
    public async Task A_reader_chooses_families_and_sees_them_run_and_finds_the_report()
    {
        await using var tested = Tested.With(options =>
            options with
            {
                Cases = options.Cases.Where(found =>
                    found.Id.Family is "1" or "2" or "5" or "6" or "7" || found.Id.Text.StartsWith("12.1.", StringComparison.Ordinal)
                ),
            }
        );
        await using var window = await chromium.OpenAsync();
        var page = window.Page;
        await window.GoToAsync($"http://{tested.Server.EndPoint}/");
        await window.UntilAsync("document.body.dataset.state === 'ready'");
        Assert.Equal(
            [
                "1 Framing",
                "2 Pings/Pongs",
                "5 Fragmentation",
                "6 UTF-8 Handling",
                "7 Close Handling",
                "12 WebSocket Compression (different payloads)",
            ],
            await window.SeenAsync("#families label > span:nth-of-type(1)")
        );
        Assert.Matches("^Chrome \\d+$", await page.InputValueAsync("#agent"));

        await page.GetByLabel("Name in the report").FillAsync("The browser");
        await page.GetByLabel("Cases at once").FillAsync("4");
        await page.GetByRole(AriaRole.Checkbox, new PageGetByRoleOptions { Name = "6 UTF-8 Handling" }).UncheckAsync();
        await page.EvaluateAsync(
            "() => { window.told = []; new MutationObserver(() => told.push(`${document.body.dataset.state} "
                + "${document.body.dataset.ran}`)).observe(document.body, { attributes: true }); }"
        );
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Run" }).ClickAsync();
        await window.UntilAsync("+document.body.dataset.ran > 0");
        await window.PictureAsync("suite-running");
        await window.UntilAsync("document.body.dataset.state === 'done'");
        await window.PictureAsync("suite-done");

        var chosen = Classic.Quick.Count(found =>
            found.Id.Family is "1" or "2" or "5" or "7" || found.Id.Text.StartsWith("12.1.", StringComparison.Ordinal)
        );
        var told = await window.AskAsync<string[]>("told");
        Assert.Contains("running 0", told);
        Assert.True(told.Distinct(StringComparer.Ordinal).Count() > 3, "no progress is seen");
        Assert.Equal($"{chosen} of {chosen} cases", (await page.InnerTextAsync("#summary")).Split(',')[0]);
        var entries = tested.Entries("The browser");
        Assert.Equal(chosen, entries.Count);
        Assert.DoesNotContain(entries, entry => entry.Id.Family == "6");
        OnlyHasWrongCodes(entries);
        await AgreesAsync(window, entries);

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "The report" }).ClickAsync();
        await window.ArriveAsync("/report/index.html");
        Assert.Equal(["The browser"], await window.SeenAsync("#cases thead th[data-agent]"));
        Assert.Equal(chosen, await window.AskAsync<int>("document.querySelectorAll('.case td[data-v]:not([data-v=missing])').length"));
        await page.Locator("#case-12\\.1\\.2 td[data-v] a").ClickAsync();
        Assert.Equal("Case 12.1.2", await page.InnerTextAsync("h1"));
        window.HasOnlyAskedFor($"http://{tested.Server.EndPoint}/");
    }

    [Fact]
    public async Task An_address_with_run_starts_by_itself_and_shows_its_result()
    {
        await using var tested = Tested.With("1.1.1", "1.1.2", "2.1", "2.10", "9.1.2", "13.3.2");
        await using var window = await chromium.OpenAsync();
        await window.GoToAsync($"http://{tested.Server.EndPoint}/?run=1&agent=robot&parallel=2&cases=1.*,2.1,9.*,13.*");
        await window.UntilAsync("document.body.dataset.state === 'done'");
        var entries = tested.Entries("robot");
        Assert.Equal("1.1.1 1.1.2 2.1 9.1.2 13.3.2", string.Join(' ', entries.Map(entry => entry.Id.Text)));
        await AgreesAsync(window, entries);
        window.HasOnlyAskedFor($"http://{tested.Server.EndPoint}/");
    }

    [Fact]
    public async Task The_page_says_so_if_no_case_matches()
    {
        await using var tested = Tested.With("1.1.1");
        await using var window = await chromium.OpenAsync();
        await window.GoToAsync($"http://{tested.Server.EndPoint}/?run=1&cases=99.*");
        await window.UntilAsync("document.body.dataset.state === 'failed'");
        Assert.Equal("Cannot continue: no case matches 99.*", await window.Page.InnerTextAsync("#problem"));
        Assert.Empty(tested.Ended());
    }

    [Fact]
    public async Task A_browser_goes_on_when_a_connection_does_not_open()
    {
        await using var tested = Tested.With(options =>
            options with
            {
                Cases = Catalogue.For(Role.Server, Catalogue.Quick).Filter(found => !found.IsAutobahn).Strict(),
            }
        );
        await using var window = await chromium.OpenAsync();
        await window.GoToAsync($"http://{tested.Server.EndPoint}/?run=1&agent=browser&parallel=8");
        await window.UntilAsync("['done', 'failed'].includes(document.body.dataset.state)");
        var entries = tested.Entries("browser");
        TestContext.Current.TestOutputHelper?.WriteLine($"{Tally.Of(entries)}");
        foreach (var entry in entries.Filter(entry => entry.IsFailure))
            TestContext.Current.TestOutputHelper?.WriteLine($"{entry.Id} {entry.Result.IfNone("")}");
        Assert.Equal(tested.Server.Cases.Count, entries.Count);
        Assert.True(entries.Count(entry => !entry.IsFailure) > entries.Count * 3 / 4);
        await AgreesAsync(window, entries);
    }

    [Fact]
    public async Task A_browser_is_judged_in_every_case()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("PUREWS_DEPTH") is null, "it takes long: PUREWS_DEPTH is not set");
        await using var tested = Tested.With(options => options);
        await using var window = await chromium.OpenAsync();
        await window.GoToAsync($"http://{tested.Server.EndPoint}/?run=1&agent=browser");
        await window.UntilAsync("['done', 'failed'].includes(document.body.dataset.state)");
        await window.PictureAsync("suite-whole");
        var entries = tested.Entries("browser");
        TestContext.Current.TestOutputHelper?.WriteLine($"{Tally.Of(entries)}");
        foreach (var reason in entries.Filter(entry => entry.IsFailure).GroupBy(entry => (entry.Behavior, entry.Close, entry.Result)))
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{reason.Key.Behavior}, close {reason.Key.Close}: {reason.Key.Result.IfNone("")} {reason.Count()}: "
                    + $"{string.Join(' ', reason.Select(entry => entry.Id.Text))}"
            );
        Assert.Equal(Classic.Quick.Count, entries.Count);
        await AgreesAsync(window, entries);
        OnlyHasWrongCodes(entries);
    }

    /// <summary>
    /// Chromium answers text that is not UTF-8 with 1002 instead of 1007, and a close frame with an invalid code with that code instead of
    /// 1002. It fails nothing else.
    /// </summary>
    private static void OnlyHasWrongCodes(Seq<IndexEntry> entries) =>
        Assert.Empty(
            entries
                .Filter(entry =>
                    entry.IsFailure
                    && !(
                        entry.Close == Verdict.WrongCode
                        && entry.Result.Exists(said =>
                            said.Contains("close code is 1002, not 1007", StringComparison.Ordinal)
                            || entry.Id.Text.StartsWith("7.9.", StringComparison.Ordinal)
                        )
                    )
                )
                .Map(entry => $"{entry.Id} {entry.Result}")
        );

    /// <summary>The page's counts are those of its data and of the reports.</summary>
    private static async Task AgreesAsync(Window window, Seq<IndexEntry> entries)
    {
        var tally = Tally.Of(entries);
        int[] counts = [tally.Ok, tally.NonStrict, tally.Informational, tally.Unimplemented, tally.Failed];
        Assert.Equal(counts, await window.AskAsync<int[]>($"['{string.Join("','", Kinds)}'].map(kind => +document.body.dataset[kind])"));
        Assert.Equal(counts, (await window.SeenAsync("#counts dd")).Select(int.Parse));
        Assert.Equal(
            (entries.Count, entries.Count),
            (await window.AskAsync<int>("+document.body.dataset.ran"), await window.AskAsync<int>("+document.body.dataset.total"))
        );
    }
}
