using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The image of purews: what is in it, and that its purews and its shell work with nothing else.</summary>
public sealed partial class ImageTests
{
    private const StringComparison Ordinal = StringComparison.Ordinal;
    private const long MaxSize = 60_000_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static bool IsNight => Environment.GetEnvironmentVariable("PUREWS_DEPTH") is not null;

    [Fact]
    public async Task Each_case_runs_over_TLS_against_a_server_outside_whose_authority_only_the_command_trusts()
    {
        using var container = await Container.CreateAsync();
        await using var server = Echo(out var authority);
        await File.WriteAllTextAsync(container.At("/reports/ca.pem"), authority, Stop);
        string[] test = ["test", "server", $"wss://localhost:{server.Port}/", "--agent", "outside", "--patience", "10"];
        var refused = await container.RunAsync([.. test, "--cases", "1.1.1"]);
        Assert.Equal(2, refused.Code);
        Assert.Contains("its certificate is not trusted", refused.Error, Ordinal);

        // The default folder of reports.
        string[] quick = IsNight ? [] : ["--quick"];
        var (code, output, error) = await container.RunAsync([.. test, "--ca", "/reports/ca.pem", .. quick]);
        Assert.True(code == 0, output + error);
        var entries = Entries(container, "/reports");
        var count = Catalogue.For(Role.Client, Catalogue.All).Count;
        Assert.Equal((count, 0), (entries.Count, entries.Count(entry => entry.IsFailure)));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"image: {(container.IsPodman ? "podman" : "chroot")}, {CountText.Of(count, "case")} over TLS, "
                + $"{(IsNight ? "1000" : "50")} messages"
        );
    }

    [Fact]
    public async Task The_certificates_are_those_of_the_Debian_package_and_purews_reads_them()
    {
        using var container = await Container.CreateAsync();
        var kept = await File.ReadAllTextAsync(container.At("/etc/ssl/certs/ca-certificates.crt"), Stop);
        var package = (await File.ReadAllLinesAsync("/var/lib/dpkg/info/ca-certificates.list", Stop))
            .Where(path => path.EndsWith(".crt", Ordinal))
            .Order(StringComparer.Ordinal);
        Assert.Equal(string.Concat(package.Select(File.ReadAllText)), kept);

        await using var server = Echo(out var authority);
        await File.WriteAllTextAsync(container.At("/etc/ssl/certs/added.crt"), authority, Stop);
        var (code, output, error) = await container.RunAsync(
            "test", "server", $"wss://localhost:{server.Port}/", "--cases", "1.1.1", "--patience", "10");
        Assert.True(code == 0, output + error);
    }

    [Fact]
    public async Task The_pods_of_the_template_for_Kubernetes_run_in_the_image_and_merge_their_reports()
    {
        using var container = await Container.CreateAsync();
        await using var server = FaultyServer.With(Fault.SendsNoPong);
        // Two of many parts. The parts are interleaved, so the first has a case that needs a pong.
        const int parts = 100;
        foreach (var index in (int[])[0, 1])
        {
            var part = await RunAsync("kubernetes-job.yml", ("JOB_COMPLETION_INDEX", $"{index}"));
            Assert.True(part.Code == 0, part.Output + part.Error);
        }

        var failed = Entries(container, "/reports/0").Append(Entries(container, "/reports/1")).Count(entry => entry.IsFailure);
        var merged = await RunAsync("kubernetes-report.yml");
        Assert.True(merged.Code == (failed > 0 ? 1 : 0), merged.Output + merged.Error);
        var all = Entries(container, "/reports/merged");
        Assert.Equal(failed, all.Count(entry => entry.IsFailure));
        Assert.Equal($"{all.Count}", XDocument.Load(container.At("/reports/merged/junit.xml")).Root!.Attribute("tests")!.Value);
        Assert.Contains("| all |", merged.Output, Ordinal);

        var worse = await container.RunAsync("report", "diff", "/reports/0", "/reports/merged");
        Assert.True(worse.Code is 0 or 1, worse.Output + worse.Error);
        Assert.Equal(0, (await container.RunAsync("report", "diff", "/reports/merged", "/reports/merged")).Code);

        Task<(int Code, string Output, string Error)> RunAsync(string template, params (string Name, string Value)[] more)
        {
            var job = Yaml.Read($"ci-templates/{template}").At("spec")!.At("template")!.At("spec")!;
            var pod = Assert.Single(job.Items("containers"));
            var words = pod.Items("command").Concat(pod.Items("args")).Select(word => $"{word}").ToArray();
            Assert.Equal("sh", words[0]);
            return container.RunAsync(
                "/bin/sh",
                [
                    .. pod.Items("env").Select(one => (one.Text("name")!, one.Text("value")!)),
                    ("SERVER_URL", $"{server.Url}"),
                    ("PARTS", parts.ToString(CultureInfo.InvariantCulture)),
                    .. more,
                ],
                words[1..]
            );
        }
    }

    [Fact]
    public async Task The_image_is_small_has_labels_and_runs_as_a_numbered_user()
    {
        using var container = await Container.CreateAsync();
        var size = new DirectoryInfo(container.Root)
            .EnumerateFiles(
                "*",
                new EnumerationOptions
                {
                    RecurseSubdirectories = true,
                    AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device,
                }
            )
            .Sum(file => file.Length);
        Assert.InRange(size, 1_000_000, MaxSize);

        var image = await Image.FolderAsync();
        var config = Image.Configuration(image).GetProperty("config");
        Assert.Equal("65532:65532", config.GetProperty("User").GetString());
        Assert.Equal("/usr/bin/purews", Assert.Single(config.GetProperty("Entrypoint").EnumerateArray()).GetString());
        var labels = config
            .GetProperty("Labels")
            .EnumerateObject()
            .ToDictionary(one => one.Name, one => $"{one.Value}", StringComparer.Ordinal);
        foreach (var name in (string[])["title", "description", "version", "revision", "created", "licenses", "vendor"])
            Assert.False(string.IsNullOrWhiteSpace(labels.GetValueOrDefault($"org.opencontainers.image.{name}")), name);
        var (_, version, _) = await container.RunAsync("--version");
        Assert.StartsWith(labels["org.opencontainers.image.version"], version, Ordinal);

        const string Script = "id -u; touch /usr/bin/purews || echo refused; touch /tmp/one";
        var (code, output, error) = await container.RunAsync("/bin/sh", [], "-c", Script);
        Assert.True(code == 0, output + error);
        Assert.Equal(["65532", "refused"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var archive = new FileInfo(Directory.GetFiles(image, "*.oci.tar").Single()).Length;
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"image: {size / 1e6:F1} MB of files, {archive / 1e6:F1} MB as an archive")
        );
    }

    [Fact]
    public async Task A_second_image_of_equal_files_is_equal_and_is_built_without_a_network()
    {
        var image = await Image.FolderAsync();
        using var folder = new TemporaryFolder();
        // A namespace of its own has no network, not even loopback.
        var again = await Image.BuildAsync(folder.Path, Programs.Find("unshare", "util-linux"), "--net");
        Programs.Require(!again.Error.Contains("unshare failed", Ordinal), $"this machine allows no namespace: {again.Error}");
        Assert.True(again.Code == 0, again.Output + again.Error);
        var archive = Path.GetFileName(Directory.GetFiles(image, "*.oci.tar").Single());
        foreach (var path in (string[])["oci/index.json", "packages.txt", archive])
            Assert.Equal(
                await File.ReadAllBytesAsync(Path.Combine(image, path), Stop),
                await File.ReadAllBytesAsync(Path.Combine(folder.Path, path), Stop)
            );
    }

    [Fact]
    public void Templates_and_pages_give_the_image_one_name()
    {
        var files = Directory.GetFiles(KeptDocument.PathOf("ci-templates")).Select(path => $"ci-templates/{Path.GetFileName(path)}")
            .Concat(Directory.GetFiles(KeptDocument.PathOf("docs"), "*.md").Select(path => $"docs/{Path.GetFileName(path)}"))
            .Append("action.yml");
        var names = files
            .SelectMany(file => Named().Matches(KeptDocument.Read(file)).Select(match => (File: file, Name: match.Groups["name"].Value)))
            .ToArray();
        Assert.True(names.Length >= 6, $"{names.Length} names were found");
        Assert.All(names, one => Assert.True(one.Name == "registry.example/purews", $"{one.File}: {one.Name}"));
    }

    private static Seq<IndexEntry> Entries(Container container, string folder) =>
        IndexReport.Read(container.At(folder)).IfLeft(error => throw new InvalidOperationException(error.ToString()));

    /// <summary>An echo server over TLS, and its authority in PEM form.</summary>
    private static WebSocketServer Echo(out string authority)
    {
        var (signer, certificate) = Certificates.Signed("localhost");
        using (signer) authority = signer.ExportCertificatePem();
        return WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            async (connection, stop) =>
            {
                await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
            },
            new WebSocketServerOptions
            {
                Protocol = Ours.Protocol,
                AnswerTimeout = Ours.AnswerTimeout,
                Tls = new SslServerAuthenticationOptions { ServerCertificate = certificate },
                OnError = static _ => { },
            }
        );
    }

    [GeneratedRegex(
        @"(?<=(image: |IMAGE: |--from=|\b(docker|podman) (run|pull) .*))(?<![\w/.-])(?<name>[\w.-]+/purews)(?![\w/.-])",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Named();
}
