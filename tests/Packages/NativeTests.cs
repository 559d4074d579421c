using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace Pure.WebSockets.Packages.Tests;

/// <summary>Programs that install our packages, are compiled ahead of time, and do the main thing of a library.</summary>
public sealed partial class NativeTests
{
    /// <summary>The packages that cannot be trimmed, each with the reason.</summary>
    private static readonly Dictionary<string, string> NotTrimmable = new(StringComparer.Ordinal)
    {
        ["Pure.WebSockets.FsCheck"] = "FsCheck finds generators by reflection",
    };

    private static readonly NativeProgram[] All =
    [
        NativeSizeFigures.Core,
        new("Host.cs", "Pure.WebSockets.Host")
        {
            Prints = "ws over Sockets closed with 1000\nws over Epoll closed with 1000\nwss over Sockets closed with 1000\n",
        },
        new("Functions.fs", "Pure.WebSockets.FSharp", "Pure.WebSockets.FSharp.Host")
        {
            Prints = "1007 (RFC 6455 §8.1): the text is not valid UTF-8\nclosed with 1000\n",
        },
        new("AspNetCore.cs", "Pure.WebSockets.AspNetCore")
        {
            IsWeb = true,
            TakesLong = true,
            Prints = """
                echo over HTTP/1.1 closed with 1000
                socket over HTTP/1.1 closed with 1000
                echo over HTTP/2.0 closed with 1000
                socket over HTTP/2.0 closed with 1000

                """,
        },
        new("Conformance.cs", "Pure.WebSockets", "Pure.WebSockets.Conformance", "Pure.WebSockets.Host")
        {
            TakesLong = true,
            Prints = "20 cases passed\n",
        },
    ];

    public static TheoryData<string> Programs => [.. All.Select(program => program.Source)];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_program_that_is_compiled_ahead_of_time_runs_the_libraries(string source)
    {
        var program = All.Single(program => program.Source == source);
        var native = await Native.PublishAsync(program);
        Assert.Empty(Warnings(native.Output));
        Assert.Equal(program.Prints, await native.RunAsync());
    }

    [Fact]
    public async Task Each_library_is_marked_as_trimmable_and_run_by_a_program_or_has_a_reason()
    {
        var run = All.Where(program => program.CompilesAll).SelectMany(program => program.Packages).ToArray();
        foreach (var package in (await Feed.Current).Packages.Where(package => !package.IsTool))
        {
            var isTrimmable = !NotTrimmable.ContainsKey(package.Id);
            var marks = Marks(package.Entries[$"lib/net10.0/{package.Id}.dll"]);
            Assert.Equal((package.Id, isTrimmable), (package.Id, marks.Contains("IsTrimmable")));
            Assert.Equal((package.Id, isTrimmable), (package.Id, run.Contains(package.Id)));
        }
    }

    /// <summary>
    /// Returns the compiler's warnings, except those of LanguageExt.Core and FSharp.Core: they have code that needs reflection, which our
    /// libraries do not call.
    /// </summary>
    private static IReadOnlyList<string> Warnings(string output) =>
        [
            .. Warning()
                .Matches(output)
                .Where(warning => !IsOfOthers().IsMatch(warning.Groups["member"].Value))
                .Select(warning => warning.Value)
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>Returns the keys of an assembly's metadata attributes whose value is True.</summary>
    private static string[] Marks(byte[] assembly)
    {
        using var reader = new PEReader(new MemoryStream(assembly));
        var metadata = reader.GetMetadataReader();
        var attributes = metadata.GetAssemblyDefinition().GetCustomAttributes().Select(metadata.GetCustomAttribute);
        return [.. attributes.Select(attribute => Key(metadata, attribute)).OfType<string>()];
    }

    /// <summary>Returns the first of two string arguments if the second is True, as in AssemblyMetadata("IsTrimmable", "True").</summary>
    private static string? Key(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference) return null;
        var type = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (type.Kind != HandleKind.TypeReference) return null;
        var name = metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type).Name);
        if (name != "AssemblyMetadataAttribute") return null;
        var blob = metadata.GetBlobReader(attribute.Value);
        blob.ReadUInt16();
        var (key, value) = (blob.ReadSerializedString(), blob.ReadSerializedString());
        return value == "True" ? key : null;
    }

    [GeneratedRegex(@"(warning|error) IL\d+: (?<member>\S+).*", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Warning();

    [GeneratedRegex(@"^(LanguageExt|Microsoft\.FSharp|Assembly '(LanguageExt|FSharp)\.Core')", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex IsOfOthers();
}
