namespace Pure.WebSockets;

/// <summary>
/// Writes a state to bytes and reads it back, for example on another machine or in the middle of a frame. The first bytes are a mark and
/// the version; the last are a checksum, so damaged bytes are detected and reported as a value. The bytes contain everything that the
/// connection stores, including the text of a message in progress and, with compression, the last 32 KiB of messages in each direction.
/// Protect them as you protect the messages.
/// </summary>
public static class Snapshot
{
    /// <summary>The version that is written.</summary>
    public const byte Version = 2;

    /// <summary>The oldest version that can be read.</summary>
    public const byte OldestVersion = 1;

    /// <summary>Returns the state as bytes.</summary>
    public static ByteString Write(Connection connection)
    {
        var writer = new SnapshotWriter(Version);
        ConnectionFormat.Write(writer, connection);
        return writer.Sealed();
    }

    /// <summary>Reads the state that <see cref="Write"/> wrote, or returns what is wrong with the bytes.</summary>
    public static Either<SnapshotError, Connection> Read(ByteString bytes)
    {
        var reader = SnapshotReader.Open(bytes, OldestVersion, Version, out var error);
        if (reader is null) return error!;
        var connection = ConnectionFormat.Read(reader);
        return connection is not null && reader.IsSpent
            ? connection
            : new SnapshotError($"the bytes are not a state of a connection: reading stopped at byte {reader.Position}");
    }
}

/// <summary>Why bytes are not a snapshot.</summary>
/// <param name="Why">A sentence on what is wrong with them.</param>
public sealed record SnapshotError(string Why);
