using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The plain HTTP side of a fuzzing server.</summary>
public sealed class WebPagesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/", "text/html", "<!doctype html>")]
    [InlineData("/?run=1", "text/html", "<!doctype html>")]
    [InlineData("/page.js", "text/javascript", "'use strict';")]
    [InlineData("/page.css", "text/css", ":root")]
    public async Task The_page_is_there_and_needs_nothing_from_elsewhere(string path, string type, string begin)
    {
        await using var tested = Tested.With("2.1");
        using var client = Client(tested);
        using var answer = await client.GetAsync(path, Stop);
        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.StartsWith(begin, text, StringComparison.Ordinal);
        Assert.DoesNotContain("://", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cases_are_listed_with_their_numbers()
    {
        await using var tested = Tested.With("2.1", "13.1.1");
        using var client = Client(tested);
        var cases = await client.GetFromJsonAsync<JsonElement>("/cases", Stop);
        Assert.Equal("2.1 13.1.1", string.Join(' ', cases.EnumerateArray().Select(found => found.GetProperty("id").GetString())));
        Assert.Equal(2, cases[1].GetProperty("index").GetInt32());
        Assert.True(cases[1].GetProperty("isHeavy").GetBoolean());
        Assert.Equal("Pings/Pongs", cases[0].GetProperty("familyName").GetString());
        Assert.Contains("§", cases[0].GetProperty("rule").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_results_of_an_agent_are_listed_and_those_after_a_number()
    {
        await using var tested = Tested.With("2.1", "2.2");
        using var client = Client(tested);
        await tested.RunAsync("2.1", "a");
        await tested.RunAsync("2.2", "b");
        await tested.RunAsync("2.2", "a");
        var all = await client.GetFromJsonAsync<JsonElement>("/results?agent=a", Stop);
        Assert.Equal("2.1 2.2", Ids(all));
        Assert.Equal(3, all.GetProperty("last").GetInt64());
        Assert.Equal("2.2", Ids(await client.GetFromJsonAsync<JsonElement>("/results?agent=a&after=1", Stop)));
        Assert.Equal("", Ids(await client.GetFromJsonAsync<JsonElement>("/results?agent=nobody", Stop)));
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/results", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/results?agent=a&agent=b", Stop)).StatusCode);

        static string Ids(JsonElement results) =>
            string.Join(' ', results.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task The_report_is_there_when_it_is_written()
    {
        await using var tested = Tested.With("2.1");
        using var client = Client(tested);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/report/", Stop)).StatusCode);
        await tested.RunAsync("2.1", "a");
        await tested.AskAsync("/updateReports?agent=a");
        foreach (
            var (path, type) in new[]
            {
                ("/report/", "text/html"),
                ("/report/index.html", "text/html"),
                ("/report/index.json", "application/json"),
                ("/report/a_case_2_1.html", "text/html"),
                ("/report/a_case_2_1.json", "application/json"),
            }
        )
        {
            using var answer = await client.GetAsync(path, Stop);
            Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
            Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync(Stop));
        }
    }

    [Fact]
    public async Task The_report_is_where_the_old_suite_served_its_working_folder_and_nothing_else_is()
    {
        await using var tested = Tested.With("2.1");
        await tested.RunAsync("2.1", "a");
        await tested.AskAsync("/updateReports?agent=a");
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, tested.Folder);
        // The client may remove path segments that go up.
        foreach (var path in new[] { $"/cwd/{relative}/index.json", $"/cwd/{relative}/", "/cwd/index.html", "/cwd/a_case_2_1.json" })
            Assert.Equal((path, 200), (path, Status(path)));
        await File.WriteAllTextAsync(Path.Combine(Environment.CurrentDirectory, "beside.json"), "secret", Stop);
        foreach (
            var path in new[]
            {
                "/cwd/beside.json",
                $"/cwd/{relative}/../index.json",
                "/cwd/../index.json",
                $"/cwd/{relative}/..%2findex.json",
                "/cwd/./index.json",
                "/cwd//etc/hosts.txt",
                "/cwd/reports/index.json",
            }
        )
            Assert.Equal((path, 404), (path, Status(path)));
        File.Delete(Path.Combine(Environment.CurrentDirectory, "beside.json"));
        Assert.Equal(200, Status("/test_browser.html"));

        int Status(string path) =>
            WebPages.Answer(path, tested.Server.Cases, tested.Server.Results, tested.Server.Options.Reports).Status;
    }

    [Theory]
    [InlineData("../secret.json")]
    [InlineData("..%2fsecret.json")]
    [InlineData("%2e%2e/secret.json")]
    [InlineData("..\\secret.json")]
    [InlineData("/secret.json")]
    [InlineData("./index.json")]
    [InlineData(".hidden.json")]
    [InlineData("index.json/")]
    [InlineData("link.json")]
    [InlineData("program.exe")]
    [InlineData("folder.json")]
    public async Task Nothing_outside_of_the_report_is_there(string name)
    {
        await using var tested = Tested.With("2.1");
        var secret = Path.Combine(Path.GetDirectoryName(tested.Folder)!, "secret.json");
        await File.WriteAllTextAsync(secret, "secret", Stop);
        File.CreateSymbolicLink(Path.Combine(tested.Folder, "link.json"), secret);
        foreach (var other in new[] { ".hidden.json", "program.exe", "index.json" })
            await File.WriteAllTextAsync(Path.Combine(tested.Folder, other), "secret", Stop);
        Directory.CreateDirectory(Path.Combine(tested.Folder, "folder.json"));
        Assert.Equal(
            404,
            WebPages.Answer("/report/" + name, tested.Server.Cases, tested.Server.Results, tested.Server.Options.Reports).Status
        );
        Assert.Equal(
            200,
            WebPages
                .Answer("/report/index.json", tested.Server.Cases, tested.Server.Results, tested.Server.Options.Reports)
                .Status
        );
        File.Delete(secret);
    }

    [Fact]
    public async Task The_page_is_there_over_TLS()
    {
        await using var tested = Tested.With(options => options with { Tls = Tested.Tls });
        using var client = Client(tested, "https");
        Assert.Equal(517, (await client.GetFromJsonAsync<JsonElement>("/cases", Stop)).GetArrayLength());
    }

    private static HttpClient Client(Tested tested, string scheme = "http")
    {
#pragma warning disable MA0039, CA5359 // The certificate is this test's own.
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
#pragma warning restore MA0039, CA5359
        return new HttpClient(handler) { BaseAddress = new Uri($"{scheme}://{tested.Server.EndPoint}") };
    }
}
