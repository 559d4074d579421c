using System.Globalization;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Answers HTTP requests that are not upgrade requests. These requests are for the web page that runs the suite in a browser, for the data
/// of this page, or for the reports.
/// </summary>
internal static class WebPages
{
    private const string Reports = "/report/";

    // The path at which the Autobahn Testsuite serves its working folder. Below this path, this server serves the report folder.
    private const string WorkingFolder = "/cwd/";

    /// <summary>Returns the response to a GET request for a path and query.</summary>
    public static HttpAnswer Answer(string target, Seq<Case> cases, CaseResults results, ReportFolder reports)
    {
        var (path, query) = target.Split('?', 2) is [var left, var right] ? (left, right) : (target, "");
        return path switch
        {
            "/" or "/test_browser.html" => HttpAnswer.Embedded("text/html; charset=utf-8", "page.html"),
            "/page.css" => HttpAnswer.Embedded("text/css; charset=utf-8", "page.css"),
            "/page.js" => HttpAnswer.Embedded("text/javascript; charset=utf-8", "page.js"),
            // Browsers request this icon automatically. The answer is an empty icon, because a 404 response would appear as an error in the
            // browser's console.
            "/favicon.ico" => HttpAnswer.Ok("image/x-icon", ReadOnlyMemory<byte>.Empty),
            "/cases" => HttpAnswer.Ok(ServedJson.Type, CaseListJson.Write(cases)),
            "/results" => QueryParameters
                .Parse(query)
                .MapLeft(name => $"parameter {name} occurs twice, but only one is allowed")
                .Bind(parameters => Results(parameters, results, reports))
                .IfLeft(HttpAnswer.Bad),
            _ when path.StartsWith(Reports, StringComparison.Ordinal) => ServedFile.Answer(reports.Path, path[Reports.Length..]),
            _ when path.StartsWith(WorkingFolder, StringComparison.Ordinal) => ServedFile.Answer(
                reports.Path,
                InReports(path[WorkingFolder.Length..], reports.Path)
            ),
            "/report" => new HttpAnswer(
                404,
                "Not Found",
                "text/plain; charset=utf-8",
                ByteString.FromText("the reports are at /report/\n").Memory
            ),
            _ => HttpAnswer.NotFound(
                "there is no page here. The page is at /, the cases at /cases, the results at /results?agent=, the reports at /report/"
            ),
        };
    }

    private static Either<string, HttpAnswer> Results(QueryParameters parameters, CaseResults results, ReportFolder reports) =>
        parameters.Find("agent").Case is not string agent ? "/results must have agent=NAME"
        : !long.TryParse(parameters.Find("after").IfNone("0"), NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            ? "after= is not a number"
        : HttpAnswer.Ok(ServedJson.Type, ServedJson.Results(results.After(agent, after), reports));

    /// <summary>
    /// Converts a path in the working folder to a file name in the report folder. For example, if the reports are in reports/clients, the
    /// path "reports/clients/index.json" becomes "index.json". A path outside the report folder is returned unchanged, and is not served if
    /// it contains a slash.
    /// </summary>
    private static string InReports(string path, string folder)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, folder).Replace('\\', '/') + "/";
        return path.StartsWith(relative, StringComparison.Ordinal) ? path[relative.Length..] : path;
    }
}
