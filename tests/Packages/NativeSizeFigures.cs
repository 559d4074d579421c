using System.Globalization;
using System.Text.RegularExpressions;

namespace Pure.WebSockets.Packages.Tests;

/// <summary>What the core and LanguageExt add to the size of a native program. The figures are those of docs/packages.md.</summary>
public sealed partial class NativeSizeFigures
{
    /// <summary>A compiler of another version may make a program larger or smaller by this part.</summary>
    private const double Tolerance = 0.1;

    /// <summary>A program that uses the core, and of which only the code that it calls is compiled.</summary>
    internal static readonly NativeProgram Core = new("Core.cs", "Pure.WebSockets")
    {
        CompilesAll = false,
        Prints = """
            'hello' came back as Text rsv1 [7] ca48cdc9c90700
            1002 (RFC 6455 §5.2): reserved bits 111 are set, but no negotiated extension defines them

            """,
    };

    /// <summary>A program that names the package and does not use it.</summary>
    private static readonly NativeProgram Unused = new("Unused.cs", "Pure.WebSockets")
    {
        CompilesAll = false,
        TakesLong = true,
        Prints = "hello\n",
    };

    [Fact]
    public async Task The_sizes_on_the_page_are_those_of_the_programs()
    {
        var core = await Native.PublishAsync(Core);
        var sizes = await SizesAsync(core);
        await CompareAsync(
            ("a program that uses the core", core.Bytes),
            ("of it LanguageExt.Core", sizes["LanguageExt.Core"]),
            ("of it System.Linq.Expressions", sizes["System.Linq.Expressions"]),
            ("of it Pure.WebSockets", sizes["Pure.WebSockets"])
        );
    }

    [Fact]
    public async Task A_program_that_does_not_use_the_package_does_not_contain_it()
    {
        var unused = await Native.PublishAsync(Unused);
        Assert.Equal(Unused.Prints, await unused.RunAsync());
        Assert.DoesNotContain(
            await SizesAsync(unused),
            size => size.Key.StartsWith("LanguageExt", StringComparison.Ordinal) || size.Key.StartsWith("Pure", StringComparison.Ordinal)
        );
        await CompareAsync(("a program that does not use the package", unused.Bytes));
    }

    private static async Task CompareAsync(params (string Row, long Bytes)[] measured)
    {
        var figures = measured.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Row}: {one.Bytes:N0}"));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', figures));
        var page = await File.ReadAllTextAsync(Path.Combine(Solution.Folder, "docs/packages.md"));
        var written = Row().Matches(page).ToDictionary(
            row => row.Groups["row"].Value,
            row => long.Parse(row.Groups["bytes"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture),
            StringComparer.Ordinal
        );
        foreach (var (row, bytes) in measured)
        {
            Assert.True(written.TryGetValue(row, out var figure), $"docs/packages.md has no row '{row}'.");
            Assert.InRange(bytes, (long)(figure * (1 - Tolerance)), (long)(figure * (1 + Tolerance)));
        }
    }

    /// <summary>Returns the bytes of each assembly, as `tools/native-size/run` prints them.</summary>
    private static async Task<Dictionary<string, long>> SizesAsync(Native native)
    {
        var printed = await Dotnet.RunAsync(Solution.Folder, Path.Combine(Solution.Folder, "tools/native-size/run"), [native.Sizes]);
        return printed
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Trim().Split(' ', 2))
            .ToDictionary(line => line[1], line => long.Parse(line[0], CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^\| (?<row>[^|]+?) \| (?<bytes>[\d,]+) \|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 10_000)]
    private static partial Regex Row();
}
