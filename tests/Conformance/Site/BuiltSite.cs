using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The site that tools/site has built. Without one a test is skipped, unless PUREWS_REQUIRE_PEERS is 1.</summary>
internal static partial class BuiltSite
{
    private const string Folder = "artifacts/site";

    /// <summary>The folder of the site.</summary>
    public static string Path { get; } = KeptDocument.PathOf(Folder);

    /// <summary>Skips the test if the site has not been built.</summary>
    public static void Require()
    {
        if (File.Exists(System.IO.Path.Combine(Path, "index.html"))) return;
        const string Reason = $"{Folder} does not exist: run tools/site";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PUREWS_REQUIRE_PEERS") == "1", Reason);
        Assert.Fail(Reason);
    }

    /// <summary>Returns the HTML pages, as paths in the site.</summary>
    public static IEnumerable<string> Pages() =>
        Directory
            .EnumerateFiles(Path, "*.html", SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(Path, path).Replace('\\', '/'))
            .Where(page => !page.EndsWith("toc.html", StringComparison.Ordinal));

    /// <summary>Returns the targets of all links, pictures, scripts and style sheets of a page.</summary>
    public static IEnumerable<string> Links(string page) =>
        Link().Matches(Text(page)).Select(match => WebUtility.HtmlDecode(match.Groups["target"].Value));

    /// <summary>Returns the anchors of a page.</summary>
    public static IEnumerable<string> Anchors(string page) =>
        Anchor().Matches(Text(page)).Select(match => WebUtility.HtmlDecode(match.Groups["id"].Value));

    /// <summary>Serves the site's files, as any web server does, at a free port.</summary>
    public static async Task<WebApplication> ServeAsync(CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseFileServer(new FileServerOptions
        {
            FileProvider = new PhysicalFileProvider(Path),
            StaticFileOptions =
            {
                ContentTypeProvider = new FileExtensionContentTypeProvider { Mappings = { [".md"] = "text/plain" } },
            },
        });
        await app.StartAsync(stop);
        return app;
    }

    private static string Text(string page) => File.ReadAllText(System.IO.Path.Combine(Path, page));

    [GeneratedRegex(@"\s(href|src)=""(?<target>[^""]*)""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\s(id|name)=""(?<id>[^""]*)""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Anchor();
}
