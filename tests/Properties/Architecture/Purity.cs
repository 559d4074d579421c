using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Pure.WebSockets.Properties;

/// <summary>The core's assembly does no I/O, reads no clock, draws no random number: it refers to nothing that could.</summary>
public sealed class Purity
{
    private static readonly string[] Allowed =
    [
        "LanguageExt.Core",
        "System.Runtime",
        "System.Collections",
        "System.Linq",
        "System.Memory",
        "System.Security.Cryptography",
        "System.Text.Encoding.Extensions",
        "System.Threading",
        "System.Numerics.Vectors",
        "System.Runtime.Intrinsics",
        "System.Runtime.Extensions",
    ];

    // Of System.Threading the core has atomic exchanges, of cryptography hashes: pure both.
    private static readonly string[] AllowedThere =
    [
        "System.Threading.Interlocked",
        "System.Threading.Volatile",
        "System.Security.Cryptography.SHA1",
        "System.Security.Cryptography.SHA256",
    ];

    private static readonly (char Kind, string Name)[] Banned = File.ReadAllLines(Path.Combine(Repository.Core, "BannedSymbols.txt"))
        .Where(line => line.Length > 2 && line[1] == ':').Select(line => (line[0], line[2..].Split(';', 2)[0])).ToArray();

    [Fact]
    public void The_core_refers_to_no_assembly_that_could_reach_the_world() =>
        Assert.Empty(
            Read(reader => reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name)))
                .Except(Allowed, StringComparer.Ordinal)
        );

    [Fact]
    public void The_core_names_no_banned_type()
    {
        var types = Types();
        Assert.Contains("System.String", types);
        foreach (var (kind, name) in Banned.Where(banned => banned.Kind is 'N' or 'T'))
            Assert.DoesNotContain(types, type => kind == 'T' ? type == name : type.StartsWith(name + ".", StringComparison.Ordinal));
    }

    [Fact]
    public void The_core_names_no_banned_member()
    {
        var members = Members();
        Assert.Contains("System.String.Concat", members);
        foreach (var (kind, name) in Banned.Where(banned => banned.Kind is 'M' or 'P'))
        {
            var cut = name.LastIndexOf('.');
            Assert.DoesNotContain(kind == 'M' ? name : $"{name[..cut]}.get_{name[(cut + 1)..]}", members);
        }
    }

    [Fact]
    public void Of_threads_and_cryptography_the_core_has_atomic_exchanges_and_hashes_only() =>
        Assert.Empty(
            Types()
                .Where(type =>
                    type.StartsWith("System.Threading.", StringComparison.Ordinal)
                    || type.StartsWith("System.Security.", StringComparison.Ordinal)
                )
                .Except(AllowedThere, StringComparer.Ordinal)
        );

    [Fact]
    public void The_core_keeps_nothing_between_calls() =>
        Assert.Empty(
            typeof(Protocol)
                .Assembly.GetTypes()
                .SelectMany(type =>
                    type.GetFields(
                        System.Reflection.BindingFlags.Static
                            | System.Reflection.BindingFlags.Public
                            | System.Reflection.BindingFlags.NonPublic
                    )
                )
                .Where(field => !field.IsInitOnly && !field.IsLiteral && !field.Name.StartsWith('<'))
                .Select(field => $"{field.DeclaringType}.{field.Name}")
        );

    [Fact]
    public void The_banned_symbols_are_read() => Assert.True(Banned.Length > 20);

    private static System.Collections.Generic.HashSet<string> Types() =>
        Read(reader => reader.TypeReferences.Select(handle => Name(reader, handle)));

    private static System.Collections.Generic.HashSet<string> Members() =>
        Read(reader =>
            reader
                .MemberReferences.Select(reader.GetMemberReference)
                .Where(member => member.Parent.Kind == HandleKind.TypeReference)
                .Select(member => $"{Name(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}")
        );

    private static string Name(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var outer =
            type.ResolutionScope.Kind == HandleKind.TypeReference
                ? Name(reader, (TypeReferenceHandle)type.ResolutionScope)
                : reader.GetString(type.Namespace);
        return $"{outer}.{reader.GetString(type.Name)}";
    }

    private static System.Collections.Generic.HashSet<string> Read(Func<MetadataReader, IEnumerable<string>> select)
    {
        using var file = File.OpenRead(typeof(Protocol).Assembly.Location);
        using var image = new PEReader(file);
        return select(image.GetMetadataReader()).ToHashSet(StringComparer.Ordinal);
    }
}
