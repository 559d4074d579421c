using System.Threading.Tasks.Sources;

namespace Pure.WebSockets.Properties;

/// <summary>An in-memory transport. It delivers bytes piece by piece, and a waiting reader continues at once.</summary>
/// <param name="writes">The output.</param>
/// <param name="isOver">Whether the closing handshake is complete; then the peer ends the transport.</param>
internal sealed class MemoryWire(Action<ReadOnlyMemory<byte>> writes, Func<bool> isOver) : Stream, IValueTaskSource<int>
{
    private ManualResetValueTaskSourceCore<int> source;
    private ReadOnlyMemory<byte> piece;
    private Memory<byte> wanted;
    private volatile bool awaited;
    private bool ended;

    /// <summary>Whether a read waits for bytes.</summary>
    public bool IsAwaited => awaited;

    /// <summary>The number of reads.</summary>
    public int Reads { get; private set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Bring(ReadOnlyMemory<byte> bytes)
    {
        piece = bytes;
        if (awaited && !piece.IsEmpty) Answer();
    }

    public void End()
    {
        ended = true;
        if (awaited) Answer();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Reads++;
        // The framework starts a second read of its own, which waits for the end while the first one waits for the rest of a close frame.
        if (awaited) return new(0);
        wanted = buffer;
        if (!piece.IsEmpty || ended || isOver()) return new(Take());
        source.Reset();
        awaited = true;
        return new(this, source.Version);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        writes(buffer.ToArray());
        return default;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => source.OnCompleted(continuation, state, token, flags);

    protected override void Dispose(bool disposing)
    {
        End();
        base.Dispose(disposing);
    }

    private void Answer()
    {
        awaited = false;
        source.SetResult(Take());
    }

    private int Take()
    {
        var count = Math.Min(piece.Length, wanted.Length);
        piece[..count].CopyTo(wanted);
        piece = piece[count..];
        return count;
    }
}
