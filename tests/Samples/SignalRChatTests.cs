namespace Pure.WebSockets.Samples.Tests;

/// <summary>The chat of SignalR, whose one changed line runs it on this library.</summary>
[Collection(BrowserTests.Name)]
public sealed class SignalRChatTests(Chromium chromium)
{
    private const string Script = "tests/Host/peers/node_modules/@microsoft/signalr/dist/browser/signalr.js";

    /// <summary>The script of SignalR that the page loads from the network comes from npm's packages here.</summary>
    [Fact]
    public async Task Two_pages_chat()
    {
        var script = Path.Combine(SampleProgram.Repository, Script);
        if (!File.Exists(script))
        {
            var reason = $"{Script} is not there: npm ci in tests/Host/peers";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("PUREWS_REQUIRE_PEERS") == "1", reason);
            Assert.Fail(reason);
        }

        var (program, site) = await SampleProgram.ServeAsync("SignalRChat", []);
        await using var owned = program;
        await using var ann = await OpenAsync(site, script);
        await using var ben = await OpenAsync(site, script);
        await ann.Page.FillAsync("#user", "Ann");
        await ann.Page.FillAsync("#message", "hello");
        await ann.Page.ClickAsync("button");
        foreach (var page in (Window[])[ann, ben])
        {
            await page.UntilAsync("document.querySelectorAll('#messages li').length === 1");
            var line = Assert.Single(await page.SeenAsync("#messages li"));
            Assert.Contains("Ann", line, StringComparison.Ordinal);
            Assert.Contains("hello", line, StringComparison.Ordinal);
        }
    }

    private async Task<Window> OpenAsync(Uri site, string script)
    {
        var window = await chromium.OpenAsync();
        await window.Page.RouteAsync(
            "https://cdnjs.cloudflare.com/**",
            route => route.FulfillAsync(new() { Path = script, ContentType = "text/javascript" }));
        await window.GoToAsync(site.ToString());
        await window.UntilAsync("!document.querySelector('button').disabled");
        return window;
    }
}
