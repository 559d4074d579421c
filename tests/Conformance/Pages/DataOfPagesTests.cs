using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Pure.WebSockets.Host;
using YamlDotNet.RepresentationModel;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// The blocks of the pages in other languages are what the pages claim: a case file in fuzzing.md, a profile in profiles.md, pipelines in
/// reports.md, and the script of fuzz-findings.md.
/// </summary>
public sealed class DataOfPagesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_finding_of_fuzzing_md_is_a_case_file() =>
        Assert.Equal("F.1.197.127-0-0-1-9001", Assert.Single(Exported.Read(Assert.Single(Blocks("fuzzing.md", "json")))).Id.Text);

    [Fact]
    public void The_profile_of_profiles_md_is_the_file_beside_it()
    {
        var shown = PeerProfile.Parse(Encoding.UTF8.GetBytes(Assert.Single(Blocks("profiles.md", "json"))));
        Assert.Equal(
            Profiled.Example("json-rpc").Name,
            shown
                .IfLeft(problems => throw new InvalidOperationException(string.Join('\n', problems.Map(problem => problem.In("page")))))
                .Name
        );
    }

    [Fact]
    public void The_pipelines_of_reports_md_run_each_shard_once()
    {
        var (pipeline, job) = Blocks("reports.md", "yaml").Select(Read).ToArray() is [var first, var second] ? (first, second) : default;
        var conformance = pipeline["jobs"]["conformance"];
        var shards = ((YamlSequenceNode)conformance["strategy"]["matrix"]["shard"]).Select(shard => $"{shard}").ToArray();
        Assert.Equal(["1", "2", "3", "4"], shards);
        Assert.Contains(
            $"--shard ${{{{ matrix.shard }}}}/{shards.Length} ",
            $"{((YamlSequenceNode)conformance["steps"])[0]["run"]}",
            StringComparison.Ordinal
        );
        Assert.Equal("conformance", $"{pipeline["jobs"]["report"]["needs"]}");

        Assert.Equal("Indexed", $"{job["spec"]["completionMode"]}");
        var container = ((YamlSequenceNode)job["spec"]["template"]["spec"]["containers"])[0];
        Assert.Contains(
            $"--shard \"$((JOB_COMPLETION_INDEX+1))/{job["spec"]["completions"]}\"",
            $"{((YamlSequenceNode)container["args"])[0]}",
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_script_of_fuzz_findings_md_sends_bytes_and_prints_the_answer()
    {
        await using var server = WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 0), async (connection, stop) =>
        {
            await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
        });
        using var folder = new TemporaryFolder();
        var script = Path.Combine(folder.Path, "raw.py");
        await File.WriteAllTextAsync(script, Assert.Single(Blocks("fuzz-findings.md", "python")), Stop);

        // The line at the end is the echo, and then the close frame that answers the close frame.
        var printed = await PythonAsync(script, "client", $"{server.Port}", "81 82 00 00 00 00 68 69", "88 82 00 00 00 00 03 e8");
        Assert.Equal("81 02 68 69 88 02 03 e8 | end", printed.TrimEnd().Split('\n')[^1]);
    }

    private static IEnumerable<string> Blocks(string page, string language) =>
        Regex
            .Matches(
                KeptDocument.Read($"docs/{page}"),
                $"^```{language}\n(?<code>.*?)^```$",
                RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(10)
            )
            .Select(match => match.Groups["code"].Value);

    private static YamlNode Read(string text)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(text);
        stream.Load(reader);
        return stream.Documents.Single().RootNode;
    }

    private static async Task<string> PythonAsync(params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo("python3", arguments) { UseShellExecute = false, RedirectStandardOutput = true };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(Stop);
            await process.ExitAsync(Stop);
            return await output;
        }
        catch (Win32Exception error)
        {
            const string Reason = "python3 is not installed";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("PUREWS_REQUIRE_PEERS") == "1", Reason);
            throw new InvalidOperationException(Reason, error);
        }
    }
}
