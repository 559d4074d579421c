using System.Text.RegularExpressions;
using System.Xml.Linq;
using YamlDotNet.RepresentationModel;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// The pipelines in ci-templates. Their scripts run under bash, as each system runs them, against a server with a fault and with a real
/// client. Only the addresses and the commands that a user must set are replaced.
/// </summary>
public sealed partial class TemplateTests : IDisposable
{
    private const StringComparison Ordinal = StringComparison.Ordinal;
    private const string Folder = "ci-templates";

    // Four cases, of which the server fails the first.
    private readonly Shell shell = new Shell().With("--cases", "2.1,2.7,7.1.1,7.1.2", "--patience", "4");

    public void Dispose() => shell.Dispose();

    [Fact]
    public async Task The_jobs_of_GitLab_run_each_part_and_merge_them()
    {
        await using var server = FaultyServer.With(Fault.SendsNoPong);
        var pipeline = Yaml.Read($"{Folder}/gitlab-ci.yml");
        var variables = pipeline.At("variables").Texts().ToArray();
        var codes = new List<int>();
        foreach (var (name, job) in pipeline.Pairs().Where(pair => pair.Value.At("script") is not null))
        {
            var parts = int.Parse(job.Text("parallel") ?? "1", System.Globalization.CultureInfo.InvariantCulture);
            for (var part = 1; part <= parts; part++)
                codes.Add(
                    await RunAsync(
                        string.Join('\n', job.Items("script").Select(line => $"{line}")),
                        [
                            .. variables,
                            ("CI_PROJECT_NAME", "mine"),
                            ("CI_NODE_INDEX", $"{part}"),
                            ("CI_NODE_TOTAL", $"{parts}"),
                            ("SERVER_URL", $"{server.Url}"),
                            ("CLIENT_COMMAND", $"{NodeClient.Command()} me"),
                        ]
                    )
                );
            AssertExist(job.At("artifacts")!.Items("paths").Select(path => $"{path}"));
            Assert.True(job.At("artifacts")!.At("reports") is not { } reports || Matching(reports.Text("junit")!).Length == parts, name);
        }

        // The parts of the server, of which one has the failed case, the merged report, and the client.
        Assert.Equal([0, 0, 0, 0, 0, 1], codes.Order());
        Assert.Equal((4, 1), Tests("report"));
        Assert.Equal((4, 0), Tests("client"));
        Assert.Contains("| **1** |", await File.ReadAllTextAsync(shell.AtWork("report/summary.md"), Stop), Ordinal);
    }

    [Fact]
    public async Task The_jobs_of_Azure_Pipelines_run_each_part_and_merge_them()
    {
        await using var server = FaultyServer.With(Fault.SendsNoPong);
        var codes = new List<int>();
        foreach (var job in Yaml.Read($"{Folder}/azure-pipelines.yml").Items("jobs"))
        {
            var parts = int.Parse(job.At("strategy")?.Text("parallel") ?? "1", System.Globalization.CultureInfo.InvariantCulture);
            for (var part = 1; part <= parts; part++)
            {
                var values = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["startServer"] = "true",
                    ["serverUrl"] = $"{server.Url}",
                    ["clientCommand"] = $"{NodeClient.Command()} me",
                    ["System.JobPositionInPhase"] = $"{part}",
                    ["System.TotalJobsInPhase"] = $"{parts}",
                    ["Pipeline.Workspace"] = shell.In("published"),
                };
                foreach (var step in job.Items("steps"))
                {
                    if (step.Text("bash") is { } script)
                        codes.Add(
                            await RunAsync(
                                script,
                                [.. step.At("env").Texts().Select(one => (one.Key, Evaluated(one.Text, values)))]
                            )
                        );
                    if (step.Text("publish") is { } folder)
                        Directory.Move(shell.AtWork(folder), Published(Evaluated(step.Text("artifact")!, values)));
                }
            }
        }

        Assert.Equal(1, Assert.Single(codes, code => code != 0));
        Assert.Equal((4, 1), Tests(Published("websocket-server")));
        Assert.Equal((4, 0), Tests(Published("websocket-client")));

        string Published(string name) => Path.Combine(Directory.CreateDirectory(shell.In("published")).FullName, name);
    }

    [Fact]
    public async Task The_stages_of_Jenkins_test_the_server_and_the_client()
    {
        await using var server = FaultyServer.With(Fault.SendsNoPong);
        var file = KeptDocument.Read($"{Folder}/Jenkinsfile");
        var variables = Variable().Matches(file).Select(match => (match.Groups["name"].Value, match.Groups["text"].Value)).ToArray();
        Assert.Equal(["START_SERVER", "SERVER_URL", "CLIENT_COMMAND"], variables.Select(one => one.Item1));
        var codes = new List<int>();
        foreach (var script in Script().Matches(file).Select(match => match.Groups["script"].Value))
            codes.Add(
                await RunAsync(
                    // In a string of Groovy, a backslash is written as two.
                    script.Replace(@"\\", @"\", Ordinal),
                    [
                        ("START_SERVER", "true"),
                        ("SERVER_URL", $"{server.Url}"),
                        ("CLIENT_COMMAND", $"{NodeClient.Command()} me"),
                    ]
                )
            );
        Assert.Equal([1, 0], codes);
        Assert.Equal((4, 1), Tests("reports/server"));
        Assert.Equal((4, 0), Tests("reports/client"));
        Assert.Equal(2, Matching("reports/*.xml").Length);
        // Each brace and parenthesis is closed: nothing here reads Groovy.
        var outside = Script().Replace(file, "");
        foreach (var (open, close) in new[] { ('{', '}'), ('(', ')'), ('[', ']') })
            Assert.Equal(outside.Count(letter => letter == open), outside.Count(letter => letter == close));
    }

    [Fact]
    public async Task The_pods_of_Kubernetes_run_each_part_and_a_job_merges_them()
    {
        await using var server = FaultyServer.With(Fault.SendsNoPong);
        var (parts, merge) = (Yaml.Read($"{Folder}/kubernetes-job.yml"), Yaml.Read($"{Folder}/kubernetes-report.yml"));
        var count = int.Parse(parts.At("spec")!.Text("completions")!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal("Indexed", parts.At("spec")!.Text("completionMode"));
        var codes = new List<int>();
        for (var index = 0; index < count; index++)
            codes.Add(
                await RunContainerAsync(parts, ("SERVER_URL", $"{server.Url}"), ("JOB_COMPLETION_INDEX", $"{index}"))
            );
        // The parts are complete, and the job that merges them fails because of the failed case.
        Assert.All(codes, code => Assert.Equal(0, code));
        Assert.Equal(1, await RunContainerAsync(merge));
        Assert.Equal((4, 1), Tests("volume/merged"));
        Assert.Equal("4", XDocument.Load(shell.AtWork("volume/merged/junit.xml")).Root!.Attribute("tests")!.Value);

        Task<int> RunContainerAsync(YamlNode job, params (string Name, string Value)[] more)
        {
            var container = Assert.Single(job.At("spec")!.At("template")!.At("spec")!.Items("containers"));
            Assert.Equal(["sh", "-c"], container.Items("command").Select(word => $"{word}"));
            Assert.Contains(container.Items("volumeMounts"), mount => mount.Text("mountPath") == "/reports");
            return RunAsync(
                $"{Assert.Single(container.Items("args"))}",
                [
                    .. container.Items("env").Select(one => (one.Text("name")!, one.Text("value")!)),
                    ("REPORTS", shell.AtWork("volume")),
                    .. more,
                ]
            );
        }
    }

    [Fact]
    public async Task The_services_of_the_compose_file_are_a_server_and_a_test_of_it()
    {
        await using var server = FaultyServer.With(Fault.SendsNoPong);
        var services = Yaml.Read($"{Folder}/compose.yml").At("services")!;
        var test = services.At("purews")!;
        Assert.Equal(services.Pairs().Select(pair => pair.Key).Except(["purews"]), test.Items("depends_on").Select(name => $"{name}"));
        var words = test
            .Items("command")
            .Select(word => $"{word}".Replace("ws://server:9001/", $"{server.Url}", Ordinal))
            .Select(word => word.Replace("/reports", shell.AtWork("reports"), Ordinal));
        Assert.Equal(1, await RunAsync($"purews {string.Join(' ', words)}"));
        Assert.Equal((4, 1), Tests("reports/server"));
        Assert.True(File.Exists(shell.AtWork("reports/junit.xml")));
    }

    [Fact]
    public void Every_template_has_a_test() =>
        Assert.Equal(
            ["Jenkinsfile", "azure-pipelines.yml", "compose.yml", "gitlab-ci.yml", "kubernetes-job.yml", "kubernetes-report.yml"],
            Directory.GetFiles(KeptDocument.PathOf(Folder)).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<int> RunAsync(string script, params (string Name, string Value)[] environment)
    {
        var (code, output, error) = await shell.RunAsync(script, environment);
        Assert.True(code is 0 or 1, $"exit code {code} of\n{script}\n{output}\n{error}");
        return code;
    }

    /// <summary>The numbers of all cases and of failed cases in a report folder.</summary>
    private (int Cases, int Failed) Tests(string folder)
    {
        var entries = IndexReport.Read(shell.AtWork(folder)).IfLeft(error => throw new InvalidOperationException(error.ToString()));
        return (entries.Count, entries.Count(entry => entry.IsFailure));
    }

    private void AssertExist(IEnumerable<string> folders) =>
        Assert.All(folders, folder => Assert.True(Directory.Exists(shell.AtWork(folder)), folder));

    /// <summary>The files in the working folder that a pattern with stars matches.</summary>
    private string[] Matching(string pattern)
    {
        var expression = $"^{Regex.Escape(pattern).Replace(@"\*", "[^/]*", Ordinal)}$";
        return
        [
            .. Directory
                .EnumerateFiles(shell.Work, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(shell.Work, path))
                .Where(path => Regex.IsMatch(path, expression, RegexOptions.None, TimeSpan.FromSeconds(10))),
        ];
    }

    private static string Evaluated(string text, Dictionary<string, string> values) =>
        Macro().Replace(text, match => values[match.Groups["name"].Value]);

    [GeneratedRegex(@"\$\((?<name>[\w.]+)\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Macro();

    [GeneratedRegex("^ +(?<name>[A-Z_]+) = '(?<text>[^']*)'$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Variable();

    [GeneratedRegex("sh '''(?<script>.*?)'''", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Script();
}
