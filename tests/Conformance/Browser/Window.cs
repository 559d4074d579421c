using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>A window of <see cref="Chromium"/> that records its page's requests and errors.</summary>
public sealed class Window : IAsyncDisposable
{
    private static readonly Option<string> Pictures = Environment.GetEnvironmentVariable("PUREWS_ARTIFACTS") is { Length: > 0 } folder
        ? folder
        : Option<string>.None;

    /// <summary>The bound of every wait. On a busy machine, a browser can need minutes for what otherwise takes a second.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(20);

    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> complaints = new();
    private readonly ConcurrentQueue<string> requests = new();

    internal Window(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        page.SetDefaultTimeout((float)Bound.TotalMilliseconds);
        page.SetDefaultNavigationTimeout((float)Bound.TotalMilliseconds);
        page.Console += (_, said) =>
        {
            // A browser logs an error for each failed connection, and the connections of the cases must fail.
            if (said.Type is "error" or "warning" && !said.Text.StartsWith("WebSocket connection to ", StringComparison.Ordinal))
                complaints.Enqueue($"{said.Location} {said.Text}");
        };
        page.PageError += (_, error) => complaints.Enqueue(error);
        page.RequestFailed += (_, request) => complaints.Enqueue($"{request.Url} {request.Failure}");
        page.Request += (_, request) => requests.Enqueue(request.Url);
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Opens an address and waits until it is loaded.</summary>
    public async Task GoToAsync(string address) => await Page.GotoAsync(address);

    /// <summary>
    /// Waits until a page is loaded whose address ends like this. Polls from outside, because there is no page between two pages.
    /// </summary>
    public async Task ArriveAsync(string end)
    {
        using var over = new CancellationTokenSource(Bound);
        while (!Page.Url.EndsWith(end, StringComparison.Ordinal) || !await IsCompleteAsync())
        {
            if (over.IsCancellationRequested) Assert.Fail($"{end} is still not there, but {Page.Url}: {string.Join(" ", complaints)}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private async Task<bool> IsCompleteAsync()
    {
        try
        {
            return await Page.EvaluateAsync<bool>("document.readyState === 'complete'");
        }
        catch (PlaywrightException)
        {
            return false;
        }
    }

    /// <summary>
    /// Waits until an expression of the page is true. Polls from outside, because the page's content security policy forbids it inside.
    /// </summary>
    public async Task UntilAsync(string expression)
    {
        using var over = new CancellationTokenSource(Bound);
        while (!await AskAsync<bool>(expression))
        {
            if (over.IsCancellationRequested) Assert.Fail($"{expression} is still not so on {Page.Url}: {string.Join(" ", complaints)}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The value of an expression in the page.</summary>
    public async Task<T> AskAsync<T>(string expression) => await Page.EvaluateAsync<T>(expression);

    /// <summary>The texts of all visible elements that match a selector.</summary>
    public async Task<string[]> SeenAsync(string selector) =>
        await AskAsync<string[]>(
            $"[...document.querySelectorAll({JsonSerializer.Serialize(selector)})].filter(one => one.checkVisibility()).map(one => "
                + $"one.innerText.trim())"
        );

    /// <summary>Whether the page is no wider than its window.</summary>
    public async Task<bool> FitsAsync() =>
        await AskAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth && visualViewport.scale === 1");

    /// <summary>Saves a screenshot if the environment variable PUREWS_ARTIFACTS names a folder.</summary>
    public async Task PictureAsync(string name)
    {
        if (Pictures.Case is string folder)
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
    }

    /// <summary>Asserts that there were no errors, and that all requests went to addresses that begin like this.</summary>
    public void HasOnlyAskedFor(params string[] beginnings)
    {
        Assert.Empty(complaints);
        Assert.NotEmpty(requests);
        Assert.All(
            requests,
            request => Assert.Contains(beginnings.Append("data:"), beginning => request.StartsWith(beginning, StringComparison.Ordinal))
        );
    }

    /// <summary>Closes the window.</summary>
    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
