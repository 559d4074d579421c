using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>
/// The core is pure. Its assembly refers to nothing that does I/O, reads a clock or draws a random number. States share append-only buffers
/// and search tables, which are handed over atomically. No result depends on anything that can change.
/// </summary>
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

    // Atomic exchanges hand over the memory that states share. Hashes are pure functions.
    private static readonly string[] AllowedThere =
    [
        "System.Threading.Interlocked",
        "System.Threading.Volatile",
        "System.Security.Cryptography.SHA1",
        "System.Security.Cryptography.SHA256",
    ];

    // Arrays and a set that are filled when their type is initialized and only read afterwards.
    private static readonly string[] Tables =
    [
        "BlockWriter.FixedDistances",
        "BlockWriter.FixedLiterals",
        "DecodingTable.DistanceSymbols",
        "DecodingTable.LiteralSymbols",
        "DecodingTable.PrecodeSymbols",
        "HeaderInterning.Fields",
        "HeaderInterning.Known",
    ];

    // How much of a buffer is taken, which version owns the search tables, and how much of the stream they cover. Only atomic operations
    // take a part of a buffer or the tables.
    private static readonly string[] Shared =
    [
        "ByteRope.Chunk.taken",
        "MatchTables.Known",
        "MatchTables.version",
        "Window.Memory.taken",
    ];

    // An object that one call creates, uses and drops.
    private static readonly string[] InOneCall =
    [
        "SnapshotReader.Position",
        "SnapshotReader.broken",
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
    public void No_static_of_the_core_can_change_except_tables_that_are_filled_once() =>
        Assert.Equal(List(Tables), List(MutableState.Statics(typeof(Protocol).Assembly.GetTypes())));

    [Fact]
    public void No_step_writes_to_a_table()
    {
        var before = MutableState.ContentOf(typeof(Protocol).Assembly, Tables);
        foreach (var conversation in CompressedConversations.Any.Sample(100, new Rnd(7), 50))
            foreach (var _ in StepRun.Steps(conversation.Start, conversation.CutInputs())) { }
        Assert.Equal(before, MutableState.ContentOf(typeof(Protocol).Assembly, Tables));
    }

    [Fact]
    public void No_object_of_the_core_can_change_except_shared_memory_that_no_result_depends_on() =>
        Assert.Equal(List(Shared.Concat(InOneCall)), List(MutableState.OfObjects(typeof(Protocol).Assembly.GetTypes())));

    [Theory]
    [InlineData("Purity.Faulty.counter")]
    [InlineData("Purity.Faulty.Property")]
    [InlineData("Purity.Faulty.Array")]
    [InlineData("Purity.Faulty.List")]
    [InlineData("Purity.Faulty.Map")]
    [InlineData("Purity.Faulty.Lookup")]
    [InlineData("Purity.Faulty.Text")]
    [InlineData("Purity.Faulty.Memory")]
    public void A_static_that_can_change_is_seen(string member) => Assert.Contains(member, MutableState.Statics([typeof(Faulty)]));

    [Fact]
    public void A_static_that_cannot_change_is_not_taken_for_one() =>
        Assert.DoesNotContain(
            MutableState.Statics([typeof(Faulty)]),
            member => member.StartsWith("Purity.Faulty.Fixed", StringComparison.Ordinal)
        );

    [Fact]
    public void An_object_that_can_change_is_seen() =>
        Assert.Equal(["Purity.Faulty.Value", "Purity.Faulty.field"], MutableState.OfObjects([typeof(Faulty)]));

    [Fact]
    public void The_banned_symbols_are_read() => Assert.True(Banned.Length > 20);

    private static string List(IEnumerable<string> members) => string.Join('\n', members.Order(StringComparer.Ordinal));

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

    /// <summary>Each way in which a type can have a member that changes.</summary>
    private sealed class Faulty
    {
        private static int counter;
        private static readonly int[] Array = [1];
        private static readonly List<int> List = [];
        private static readonly Dictionary<int, int> Map = [];
        private static readonly System.Collections.Generic.HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
            new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        private static readonly System.Text.StringBuilder Text = new();
        private static readonly Memory<byte> Memory = new byte[1];
        private static readonly string FixedText = "";
        private static readonly Seq<int> FixedList = Seq<int>.Empty;
        private int field;

        private static int Property { get; set; }

        private static int FixedProperty { get; } = List.Count + Map.Count + Array[0] + Text.Length + Memory.Length + FixedList.Count;

        public static Func<int, int> FixedLambda { get; } = static value => value + FixedText.Length;

        public int Value { get; set; } = Property;

        public int FixedValue { get; init; }

        public int Next() => ++field + ++counter + (Lookup.Contains("") ? 1 : 0) + FixedProperty;
    }
}
