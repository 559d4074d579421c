using System.Text.Json;
using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>purews as one native file needs no .NET, and does what the tool that runs on .NET does.</summary>
public sealed partial class OneFileTests
{
    // .NET loads the libraries of OpenSSL by their names, so 'ldd' does not list them.
    private static readonly string[] Loaded = ["libssl.so.3", "libcrypto.so.3"];

    // .NET reads random bytes from the device.
    private static readonly string[] Chroot = ["sh", "-c", "mknod -m 444 \"$1/dev/urandom\" c 1 9 && exec chroot \"$@\"", "sh"];

    // A run without a command is the run of the catalogue above, which opens connections too.
    private static readonly string[] NeedPeers = ["serve", "test server", "test client", "fuzz server", "fuzz client"];

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
        Programs.Require(Environment.IsPrivilegedProcess, "only root may enter a chroot");
        var (code, output, error) = await Programs.RunAsync(
            Programs.Find("env", "coreutils"),
            ["-i", .. Chroot, root.Path, "/purews", "--patience", "4", "--out", "/reports"],
            root.Path
        );
        Programs.Require(!Refusal().IsMatch(error), $"a chroot is not possible here: {error}");
        Assert.True(code == 0, output + error);
        Assert.Equal(
            Verdicts(KeptDocument.PathOf("tests/Conformance/golden/embedded-server.json")),
            Verdicts(Path.Combine(root.Path, "reports", "index.json"))
        );
    }

    /// <summary>The command lines that are compared, one for each command that needs no peer, and some that are not valid.</summary>
    public static TheoryData<string> Lines =>
        [
            "--help",
            "--version",
            "cases",
            "cases --json",
            "cases --export -",
            "cases 1.* --cases-file none.json",
            "completion bash",
            "completion zsh",
            "completion fish",
            "fuzz core --cases 300 --role client",
            "learn core --walks 20",
            "man",
            "report diff tests/Conformance/golden/embedded-server.json tests/Conformance/golden/embedded-server.json --markdown -",
            "serve --port x",
            "test core --cases 1.*,12.1.1 --quick --tap -",
            "test core --port x",
            "test server ws://127.0.0.1:1/ --profile none.json",
            "tset",
            "wstest --autobahnversion",
            "wstest --mode none",
        ];

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task A_command_prints_the_same_as_on_NET(string line)
    {
        using var folder = new TemporaryFolder();
        string[] arguments =
            [.. line.Split(' ').Select(word => word.StartsWith("tests/", StringComparison.Ordinal) ? KeptDocument.PathOf(word) : word)];
        if (arguments is ["test", "core", "--cases", ..]) arguments = [.. arguments, "--out", Path.Combine(folder.Path, "reports")];
        var native = await OneFile.RunAsync(folder.Path, arguments);
        var managed = await ToolProcess.RunAsync(Stop, arguments);
        Assert.Equal(managed.Code, native.Code);
        Assert.Equal(Timeless(managed.Output), Timeless(native.Output));
        Assert.Equal(Timeless(managed.Error), Timeless(native.Error));
    }

    [Fact]
    public async Task Reports_are_the_same_as_on_NET()
    {
        using var folder = new TemporaryFolder();
        var (native, managed) = (Path.Combine(folder.Path, "native"), Path.Combine(folder.Path, "managed"));
        var merged = Path.Combine(folder.Path, "merged");
        string[] run = ["test", "core", "--cases", "1.*,7.*,M.*", "--out"];
        Assert.Equal(0, (await OneFile.RunAsync(folder.Path, [.. run, native])).Code);
        Assert.Equal(0, (await ToolProcess.RunAsync(Stop, [.. run, managed])).Code);
        Assert.Equal(Verdicts(Path.Combine(managed, "index.json")), Verdicts(Path.Combine(native, "index.json")));
        Assert.Equal(Names(managed), Names(native));
        // The merge reads what .NET has written.
        var (code, output, error) = await OneFile.RunAsync(folder.Path, "report", "merge", managed, native, "--out", merged);
        Assert.True(code == 0, output + error);
        Assert.Equal(Verdicts(Path.Combine(managed, "index.json")), Verdicts(Path.Combine(merged, "index.json")));
    }

    [Fact]
    public async Task Each_command_is_compared_or_needs_a_peer()
    {
        string[] compared = [.. Lines.Select(row => row.Data), "report merge", .. NeedPeers];
        var commands = (await HelpPage.All).Where(page => page.Commands.Length == 0).Select(page => page.Path["purews ".Length..]);
        Assert.DoesNotContain(
            commands,
            command => !compared.Any(line => $"{line} ".StartsWith($"{command} ", StringComparison.Ordinal))
        );
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

    private static IEnumerable<string?> Names(string folder) =>
        Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

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

    [GeneratedRegex(@"\A(mknod|chroot): ", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Refusal();

    [GeneratedRegex(@"^  TIME: .*\n|\+[0-9a-f]{40}", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 10_000)]
    private static partial Regex Varying();

    [GeneratedRegex(@"[\d.,]+ (ms|s|per second)\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Time();
}
