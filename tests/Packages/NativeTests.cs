using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace Pure.WebSockets.Packages.Tests;

/// <summary>
/// Programs that install our packages, are compiled ahead of time, and run each library. All code of a library is compiled, also the code
/// that the program does not call, so that the compiler reports what is not safe to trim.
/// </summary>
public sealed partial class NativeTests
{
    /// <summary>The packages that cannot be trimmed, each with the reason.</summary>
    private static readonly Dictionary<string, string> NotTrimmable = new(StringComparer.Ordinal)
    {
        ["Pure.WebSockets.FsCheck"] = "FsCheck finds generators by reflection",
    };

    /// <summary>Assemblies of others that are not made for trimming. Their warnings are not ours.</summary>
    private static readonly string[] Others = ["LanguageExt", "Microsoft.FSharp", "FSharp"];

    public static TheoryData<string, string> Programs => new()
    {
        { "Libraries.cs", "Pure.WebSockets Pure.WebSockets.Host Pure.WebSockets.AspNetCore Pure.WebSockets.Conformance" },
        { "Companions.fs", "Pure.WebSockets.FSharp Pure.WebSockets.FSharp.Host" },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_program_that_is_compiled_ahead_of_time_runs_the_libraries(string source, string packages)
    {
        RequireLinker();
        var names = packages.Split(' ');
        var native = await Native.PublishAsync(await Feed.Current, source, names);
        try
        {
            var warnings = Warning().Matches(native.Output);
            Assert.Empty(warnings.Where(IsOurs).Select(warning => warning.Value).Distinct(StringComparer.Ordinal));
            var printed = await native.RunAsync();
            Assert.Equal(names, printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':')[0]));
            TestContext.Current.TestOutputHelper?.WriteLine($"{source}: {native.Bytes:N0} bytes\n{printed}");
        }
        finally
        {
            native.Dispose();
        }
    }

    [Fact]
    public async Task Each_library_is_marked_as_trimmable_and_run_by_a_program_or_has_a_reason()
    {
        var run = Programs.SelectMany(row => row.Data.Item2.Split(' ')).ToArray();
        foreach (var package in (await Feed.Current).Packages.Where(package => !package.IsTool))
        {
            var marks = Marks(package.Entries[$"lib/net10.0/{package.Id}.dll"]);
            Assert.Equal(
                (package.Id, !NotTrimmable.ContainsKey(package.Id), !NotTrimmable.ContainsKey(package.Id)),
                (package.Id, marks.Contains("IsTrimmable"), run.Contains(package.Id))
            );
        }
    }

    private static bool IsOurs(Match warning) =>
        !Others.Any(other => warning.Groups["member"].Value.StartsWith(other, StringComparison.Ordinal));

    private static void RequireLinker()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var linkers = folders.SelectMany(folder => new[] { Path.Combine(folder, "clang"), Path.Combine(folder, "gcc") });
        if (!OperatingSystem.IsLinux() || linkers.Any(File.Exists)) return;
        const string Missing = "NativeAOT needs clang or gcc to link";
        if (Environment.GetEnvironmentVariable("PUREWS_REQUIRE_PEERS") == "1") Assert.Fail(Missing);
        else Assert.Skip(Missing);
    }

    /// <summary>The keys of an assembly's metadata attributes whose value is True.</summary>
    private static string[] Marks(byte[] assembly)
    {
        using var reader = new PEReader(new MemoryStream(assembly));
        var metadata = reader.GetMetadataReader();
        var attributes = metadata.GetAssemblyDefinition().GetCustomAttributes().Select(metadata.GetCustomAttribute);
        return [.. attributes.Select(attribute => Key(metadata, attribute)).OfType<string>()];
    }

    /// <summary>The first of two string arguments if the second is True, as in AssemblyMetadata("IsTrimmable", "True").</summary>
    private static string? Key(MetadataReader metadata, CustomAttribute attribute)
    {
        var blob = metadata.GetBlobReader(attribute.Value);
        if (attribute.Constructor.Kind != HandleKind.MemberReference) return null;
        var type = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (type.Kind != HandleKind.TypeReference) return null;
        var name = metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type).Name);
        if (name != "AssemblyMetadataAttribute") return null;
        blob.ReadUInt16();
        var (key, value) = (blob.ReadSerializedString(), blob.ReadSerializedString());
        return value == "True" ? key : null;
    }

    [GeneratedRegex(@"warning IL\d+: (?<member>\S+).*", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Warning();
}
