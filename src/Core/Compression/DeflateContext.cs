using System.Numerics;

namespace Pure.WebSockets;

/// <summary>
/// The sender's permessage-deflate context (RFC 7692 §7.2.1) as an immutable value. The context consists of the window and the parameters.
/// Compressing a message returns the next context. Equal contexts compress the same message to the same bytes.
/// </summary>
public sealed class DeflateContext : IEquatable<DeflateContext>
{
    private const int SmallMessage = 4096;
    private const int MinHeads = 64;
    private const int MaxHeads = 1 << WindowSize.Most;

    // The search tables for the content of the window. Successive contexts share the tables, but only the newest context can use the
    // tables. The version of a context is the stream position of the next byte to compress. Two contexts can be equal even if their tables
    // and versions differ.
    private readonly MatchTables? tables;
    private readonly long version;

    private DeflateContext(int windowBits, bool contextTakeover, int level, Window window, MatchTables? tables, long version)
    {
        WindowBits = windowBits;
        ContextTakeover = contextTakeover;
        Level = level;
        Window = window;
        this.tables = tables;
        this.version = version;
    }

    /// <summary>
    /// The base-2 logarithm of the window size in bytes, from 8 to 15. The distance of a match cannot exceed the window size.
    /// </summary>
    public int WindowBits { get; }

    /// <summary>Whether a compressed message can refer to the content of earlier messages.</summary>
    public bool ContextTakeover { get; }

    /// <summary>The compression level, from 1 (fastest) to 9 (smallest output).</summary>
    public int Level { get; }

    internal Window Window { get; }

    /// <summary>Creates a context for the first message of a connection.</summary>
    /// <param name="windowBits">The base-2 logarithm of the window size in bytes, from 8 to 15.</param>
    /// <param name="contextTakeover">Whether a compressed message can refer to the content of earlier messages.</param>
    /// <param name="level">The compression level, from 1 (fastest) to 9 (smallest output).</param>
    public static DeflateContext Create(int windowBits, bool contextTakeover, int level = MatchSettings.DefaultLevel) =>
        new(
            WindowSize.Checked(windowBits, nameof(windowBits)),
            contextTakeover,
            MatchSettings.Checked(level, nameof(level)),
            Window.Empty,
            tables: null,
            version: 0
        );

    /// <summary>
    /// Compresses a message. Returns the next context and the payload of the message's frames. The last four bytes of the compressed data
    /// are omitted from the payload (RFC 7692 §7.2.1).
    /// </summary>
    public (DeflateContext Next, ReadOnlyMemory<byte> Payload) Compress(ReadOnlySpan<byte> message)
    {
        var output = GC.AllocateUninitializedArray<byte>(Bound(message.Length));
        var next = Compress(message, final: true, output, out var written);
        return (next, output.AsMemory(0, written));
    }

    /// <summary>Returns whether both contexts have the same window and the same parameters.</summary>
    public bool Equals(DeflateContext? other) =>
        other is not null
        && WindowBits == other.WindowBits
        && ContextTakeover == other.ContextTakeover
        && Level == other.Level
        && Window.Equals(other.Window);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DeflateContext);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(WindowBits, ContextTakeover, Level, Window);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{nameof(DeflateContext)} {{ {nameof(WindowBits)} = {WindowBits}, {nameof(ContextTakeover)} = {ContextTakeover}, "
            + $"{nameof(Level)} = "
            + $"{Level} }}";

    /// <summary>Returns the size of output memory, in bytes, that is sufficient for any message of the given length.</summary>
    internal static int Bound(int plain) => BlockWriter.Bound(plain);

    /// <summary>Returns a context with the same parameters and the given window.</summary>
    internal DeflateContext With(Window window) => new(WindowBits, ContextTakeover, Level, window, tables: null, window.Length);

    /// <summary>
    /// Returns an equal context for an idle connection. The returned context has no search tables and no spare memory in its window.
    /// </summary>
    internal DeflateContext Compact() => tables is null && ReferenceEquals(Window, Window.Compact()) ? this : With(Window.Compact());

    /// <summary>
    /// Compresses a message, or a part of a message, into memory of at least <see cref="Bound"/> bytes. The output of each non-final part
    /// ends with the bytes 00 00 ff ff. A part can refer to earlier parts of the same message, even without context takeover.
    /// </summary>
    internal DeflateContext Compress(ReadOnlySpan<byte> plain, bool final, Span<byte> output, out int written)
    {
        var block = new DeflateBlock(
            stackalloc uint[Math.Clamp(plain.Length, 1, DeflateBlock.MaxTokens)],
            stackalloc int[DeflateBlock.Frequencies]
        );
        if (ContextTakeover || !final || Window.Length > 0)
        {
            var next = GoOn(plain, final, block, output, out written);
            return ContextTakeover || !final ? next : With(Window.Empty);
        }

        written = plain.Length <= SmallMessage ? CompressSmall(plain, block, output) : CompressLarge(plain, block, output);

        // If all earlier parts of the message were empty, the context still has search tables. These tables are no longer needed.
        return tables is null ? this : With(Window.Empty);
    }

    private DeflateContext GoOn(ReadOnlySpan<byte> plain, bool final, DeflateBlock block, Span<byte> output, out int written)
    {
        var size = WindowSize.Of(WindowBits);
        var taken = tables is not null && tables.TryTake(version);
        var own = taken ? tables! : MatchTables.Of(Window.Span, WindowBits);
        var position = taken ? version : Window.Length;
        scoped var deflater = new Deflater(own.Finder, MatchSettings.ForLevel(Level), block, output);

        // Only the first bytes of a message, up to the window size, can have matches in earlier messages. The remaining bytes of a longer
        // message are compressed in a second call.
        Window window;
        var start = position - Window.Length;
        if (plain.Length <= size)
        {
            window = Window.Append(plain, size, out var text);
            own.Known = start + deflater.Compress(plain, text, (int)start, (int)(own.Known - start), Window.Length);
        }
        else
        {
            Span<byte> text = stackalloc byte[Window.Length + size];
            Window.Span.CopyTo(text);
            plain[..size].CopyTo(text[Window.Length..]);
            own.Known = start + deflater.Compress(plain, text, (int)start, (int)(own.Known - start), Window.Length);
            own.Known = position + deflater.Compress(plain, plain, (int)position, (int)(own.Known - position), size);
            window = Window.Of(plain[^size..]);
        }

        written = deflater.End(plain, final);
        position += plain.Length;
        own.Give(position);
        return new DeflateContext(WindowBits, ContextTakeover, Level, window, own, position);
    }

    private int CompressSmall(ReadOnlySpan<byte> message, DeflateBlock block, Span<byte> output)
    {
        var entries = Math.Max(MinHeads, (int)BitOperations.RoundUpToPowerOf2((uint)message.Length));
        return CompressAlone(message, block, output, stackalloc ushort[entries], stackalloc ushort[entries]);
    }

    private int CompressLarge(ReadOnlySpan<byte> message, DeflateBlock block, Span<byte> output)
    {
        var entries = Math.Min(MaxHeads, (int)BitOperations.RoundUpToPowerOf2((uint)message.Length));
        return CompressAlone(
            message,
            block,
            output,
            GC.AllocateUninitializedArray<ushort>(entries),
            GC.AllocateUninitializedArray<ushort>(Math.Min(entries, WindowSize.Of(WindowBits)))
        );
    }

    private int CompressAlone(ReadOnlySpan<byte> message, DeflateBlock block, Span<byte> output, Span<ushort> heads, Span<ushort> before)
    {
        var finder = new MatchFinder(heads, before, WindowSize.Of(WindowBits));
        finder.Clear();
        var deflater = new Deflater(finder, MatchSettings.ForLevel(Level), block, output);
        deflater.Compress(message, message, 0, 0, 0);
        return deflater.End(message, final: true);
    }
}
