using System.Text.Json;
using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>purews as one native file needs no .NET, and does what the tool that runs on .NET does.</summary>
public sealed partial class OneFileTests
{
    // .NET loads the libraries of OpenSSL by their names, so 'ldd' does not list them.
    private static readonly string[] Loaded = ["libssl.so.3", "libcrypto.so.3"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_file_needs_only_the_C_library() =>
        Assert.Equal(
            ["ld-linux-x86-64.so.2", "libc.so.6", "libm.so.6"],
            (await LibrariesAsync(await OneFile.PathAsync())).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );

    [Fact]
    public async Task Without_NET_and_without_environment_every_verdict_of_the_catalogue_is_the_same()
    {
        var file = await OneFile.PathAsync();
        using var root = new TemporaryFolder();
        Copy(file, root.Path, "purews");
        foreach (var library in await LibrariesAsync(file)) Copy(library, root.Path, library);
        foreach (var library in Loaded.Select(name => $"/usr/lib/x86_64-linux-gnu/{name}")) Copy(library, root.Path, library);
        Directory.CreateDirectory(Path.Combine(root.Path, "tmp"));
        Directory.CreateDirectory(Path.Combine(root.Path, "dev"));
        // A user who is not root becomes root of a namespace, where devices can be mounted and not made.
        var (rights, device) = Environment.IsPrivilegedProcess
            ? (Array.Empty<string>(), "mknod -m 444 \"$1/dev/urandom\" c 1 9")
            : (["unshare", "--map-root-user", "--mount"], "touch \"$1/dev/urandom\" && mount --bind /dev/urandom \"$1/dev/urandom\"");
        string[] shell = ["sh", "-c", $"{device} && exec chroot \"$@\"", "sh"];
        var (code, output, error) = await Programs.RunAsync(
            Programs.Find("env", "coreutils"),
            ["-i", .. rights, .. shell, root.Path, "/purews", "--patience", "4", "--out", "/reports"],
            root.Path
        );
        Programs.Require(!Refusal().IsMatch(error), $"a chroot is not possible here: {error}");
        Assert.True(code == 0, output + error);
        Assert.Equal(
            Verdicts(KeptDocument.PathOf("tests/Conformance/golden/embedded-server.json")),
            Verdicts(Path.Combine(root.Path, "reports", "index.json"))
        );
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("wstest", "--autobahnversion")]
    [InlineData("cases")]
    [InlineData("cases", "--json")]
    [InlineData("cases", "--export", "-")]
    [InlineData("completion", "bash")]
    [InlineData("completion", "zsh")]
    [InlineData("completion", "fish")]
    [InlineData("man")]
    [InlineData("tset")]
    [InlineData("test", "core", "--port", "x")]
    [InlineData("serve", "--port", "x")]
    [InlineData("test", "core", "--cases-file", "none.json")]
    [InlineData("test", "server", "ws://127.0.0.1:1/", "--profile", "none.json")]
    [InlineData("test", "core", "--cases", "1.*,12.1.1", "--quick", "--tap", "-", "--out", "/tmp/purews-one-file")]
    [InlineData("fuzz", "core", "--cases", "300", "--role", "client")]
    [InlineData("learn", "core", "--walks", "20")]
    public async Task A_command_prints_the_same_as_on_NET(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var native = await OneFile.RunAsync(folder.Path, arguments);
        var managed = await ToolProcess.RunAsync(Stop, arguments);
        Assert.Equal(managed.Code, native.Code);
        Assert.Equal(Timeless(managed.Output), Timeless(native.Output));
        Assert.Equal(Timeless(managed.Error), Timeless(native.Error));
    }

    /// <summary>Returns the output without times, without the lines that long runs print on their way, and without the commit.</summary>
    private static string Timeless(string output) => Varying().Replace(Time().Replace(output, "TIME"), "");

    private static Dictionary<string, string> Verdicts(string file)
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(file));
        return index
            .RootElement.EnumerateObject()
            .Single()
            .Value.EnumerateObject()
            .ToDictionary(
                found => found.Name,
                found => $"{found.Value.GetProperty("behavior")}, close {found.Value.GetProperty("behaviorClose")}",
                StringComparer.Ordinal
            );
    }

    /// <summary>Returns the full paths of the libraries that the loader needs for a file, and that of the loader.</summary>
    private static async Task<string[]> LibrariesAsync(string file)
    {
        var (_, output, _) = await Programs.RunAsync(Programs.Find("ldd", "libc-bin"), [file], Path.GetTempPath());
        return [.. Library().Matches(output).Select(match => match.Groups["path"].Value)];
    }

    /// <summary>Copies a file to a path below a folder. A link becomes a file.</summary>
    private static void Copy(string from, string root, string to)
    {
        var target = Path.Combine(root, to.TrimStart('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(from, target);
    }

    [GeneratedRegex(@"(^|=>)\s+(?<path>/\S+) \(", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 10_000)]
    private static partial Regex Library();

    [GeneratedRegex(@"\A(unshare|mount|mknod|chroot): ", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Refusal();

    [GeneratedRegex(@"^  TIME: .*\n|\+[0-9a-f]{40}", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 10_000)]
    private static partial Regex Varying();

    [GeneratedRegex(@"\d+([.,]\d+)? (ms|s)\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Time();
}
